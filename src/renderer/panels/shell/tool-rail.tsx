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
    <Toolbar orientation="vertical" aria-label="Tools" className="tool-rail">
      {TOOLS.map(([tool, icon]) => (
        <CommandButton key={tool} command={tool} icon={icon} isOn={held === tool} />
      ))}
      <div className="tool-rail-space" />
      <CommandButton command="hide-panels" icon={Maximize2} />
      <CommandButton command="shortcuts" icon={Keyboard} />
    </Toolbar>
  );
}
