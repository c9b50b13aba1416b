import { Droplet, type LucideIcon, Moon, Sparkle, Sun } from 'lucide-react';
import type { Intent } from '../../state/layers.ts';

const ICONS: Readonly<Record<Intent, LucideIcon>> = {
  colour: Droplet,
  light: Sun,
  shadow: Moon,
  'make-up': Sparkle,
};

/** What a layer is for: light is warm and shadow cool, and each has its own shape. */
export function IntentMark({ intent }: { readonly intent: Intent }) {
  const Icon = ICONS[intent];
  return <Icon aria-hidden className={`intent ${intent}`} />;
}
