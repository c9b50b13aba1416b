import { Brush, Eraser, Hand, Keyboard, Maximize2, Move, Pipette } from 'lucide-react';
import { Toolbar } from 'react-aria-components';
import type { Tool } from '../../state/hand.ts';
import { useStore } from '../../state/store.ts';
import { CommandButton } from '../widgets/icon-button.tsx';

const TOOLS = [
  ['brush', Brush],
  ['eraser', Eraser],
  ['picker', Pipette],
  ['move', Move],
  ['hand', Hand],
] as const satisfies readonly (readonly [Tool, unknown])[];

/** What the photographer can hold. */
export function ToolRail() {
  const held = useStore(({ hand }) => hand.tool);
  return (
    <aside aria-label="Tools" className="tool-rail">
      <Toolbar orientation="vertical" aria-label="Tools" className="tools">
        {TOOLS.map(([tool, icon]) => (
          <CommandButton key={tool} command={tool} icon={icon} isOn={held === tool} />
        ))}
      </Toolbar>
      <CommandButton command="hide-panels" icon={Maximize2} />
      <CommandButton command="shortcuts" icon={Keyboard} />
    </aside>
  );
}
