import { z } from 'zod';
import type { Viewing } from './viewing.ts';

/** What a project keeps of how it was looked at. */
const KeptView = z.object({
  zoom: z.number().positive().nullable(),
  centre: z.object({ x: z.number(), y: z.number() }).nullable(),
  exploration: z.number().nullable(),
});
export type KeptView = z.infer<typeof KeptView>;

/** What is kept of a view. */
export function viewToKeep({ zoom, centre, exploration }: Viewing): KeptView {
  return { zoom, centre: centre && { x: centre.x, y: centre.y }, exploration };
}

/** What a project kept; nothing where another version kept what this one does not know. */
export function keptView(kept: unknown): Partial<KeptView> {
  return KeptView.safeParse(kept).data ?? {};
}
