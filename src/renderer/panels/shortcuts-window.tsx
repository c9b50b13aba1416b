import { RotateCcw } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { Button } from 'react-aria-components';
import { keysFor, rebound } from '../commands/bindings.ts';
import { COMMANDS, type Command } from '../commands/commands.ts';
import { keysOf, spelt } from '../commands/keys.ts';
import { IS_MAC } from '../commands/platform.ts';
import { prefer } from '../state/preferences.ts';
import { useStore } from '../state/store.ts';
import { IconButton } from './widgets/icon-button.tsx';
import { Window } from './widgets/window.tsx';
import './shortcuts-window.css';

/** What belongs to the canvas and the gallery; these cannot be changed. */
const FIXED = [
  ['Pan', 'Space, or middle button'],
  ['Zoom', 'Wheel'],
  ['Colour picker', 'Alt'],
  ['Straight line', 'Shift and click'],
  ['Show the original', '\\ or Tab, held'],
  ['Blend two results', 'Shift and click a card'],
  ['Magnify all cards', 'Ctrl and wheel on one'],
  ['Reject a result', 'X on its card'],
] as const;

/** Every command with its keys, which can be given others. */
export function ShortcutsWindow() {
  const shortcuts = useStore(({ preferences }) => preferences.shortcuts);
  const [heard, setHeard] = useState<string | null>(null);
  const groups = Map.groupBy(COMMANDS, ({ group }) => group);
  const close = () => useStore.setState({ dialog: null });

  function hear(event: KeyboardEvent, { id }: Command) {
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') {
      setHeard(null);
      return;
    }
    const isCleared = event.key === 'Backspace';
    const [keys] = keysOf(event.nativeEvent, IS_MAC);
    if (keys === undefined) return;
    prefer({
      shortcuts: isCleared ? { ...shortcuts, [id]: '' } : rebound(COMMANDS, shortcuts, id, keys),
    });
    setHeard(null);
  }

  return (
    <Window title="Shortcuts" width={880} onClose={close}>
      <div className="window-body">
        <p className="quiet small">
          Press a shortcut to change it; Backspace removes it, Escape keeps it.
        </p>
        <div className="shortcuts">
          {[...groups].map(([group, commands]) => (
            <section key={group} aria-label={group}>
              <h3>{group}</h3>
              {commands.map((command) => {
                const keys = keysFor(command, shortcuts).map((one) => spelt(one, IS_MAC));
                const isHeard = heard === command.id;
                const shown = keys.join(' or ') || '–';
                return (
                  <div key={command.id} className="shortcut">
                    <span>{command.label}</span>
                    <div onKeyDownCapture={(event) => isHeard && hear(event, command)}>
                      <Button
                        className={`button shortcut-keys ${isHeard ? 'heard' : ''}`}
                        aria-label={isHeard ? 'Press keys…' : `${shown}: keys for ${command.label}`}
                        onPress={() => setHeard(command.id)}
                        onBlur={() => setHeard(null)}
                      >
                        {isHeard ? 'Press keys…' : shown}
                      </Button>
                    </div>
                  </div>
                );
              })}
            </section>
          ))}
          <section aria-label="On the canvas and in the gallery">
            <h3>On the canvas and in the gallery</h3>
            {FIXED.map(([label, keys]) => (
              <div key={label} className="shortcut">
                <span>{label}</span>
                <span className="quiet shortcut-fixed">{keys}</span>
              </div>
            ))}
          </section>
        </div>
      </div>
      <div className="window-foot">
        <IconButton
          label="Reset to the default keys"
          icon={RotateCcw}
          onPress={() => prefer({ shortcuts: {} })}
        />
      </div>
    </Window>
  );
}
