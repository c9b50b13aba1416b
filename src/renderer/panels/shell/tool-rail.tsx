import { Brush, Eraser, Hand, Keyboard, Maximize2, Move, Pipette } from 'lucide-react';
import { Toolbar } from 'react-aria-components';
import { lockOf } from '../../state/current.ts';
import type { Tool } from '../../state/hand.ts';
import { isHarmless, toolOf } from '../../state/hold.ts';
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
  const held = useStore(toolOf);
  const lock = useStore(lockOf);
  return (
    <aside aria-label="Tools" className="tool-rail">
      {/* A button that is off shows no tip of its own. */}
      <div className="tools-place" title={lock ?? undefined}>
        <Toolbar orientation="vertical" aria-label="Tools" className="tools">
          {TOOLS.map(([tool, icon]) => (
            <CommandButton
              key={tool}
              command={tool}
              icon={icon}
              tipSide="right"
              isOn={held === tool}
              isDisabled={lock !== null && !isHarmless(tool)}
            />
          ))}
        </Toolbar>
      </div>
      <CommandButton command="hide-panels" icon={Maximize2} tipSide="right" />
      <CommandButton command="shortcuts" icon={Keyboard} tipSide="right" />
    </aside>
  );
}
