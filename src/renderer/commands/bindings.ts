import type { Preferences } from '../../preload/app-state.ts';

/** What a binding needs to know of a command. */
interface Bound {
  readonly id: string;
  /** Keys as they come; the first is the one that is shown. */
  readonly keys: readonly string[];
}

/** Keys of a command: those it was given, or else its own. An empty text takes its keys away. */
export function keysFor(
  { id, keys }: Bound,
  shortcuts: Preferences['shortcuts'],
): readonly string[] {
  const given = shortcuts[id];
  if (given === undefined) return keys;
  return given === '' ? [] : [given];
}

/** The command that a press runs: the first of what it may stand for that any is bound to. */
export function commandFor<C extends Bound>(
  commands: readonly C[],
  shortcuts: Preferences['shortcuts'],
  pressed: readonly string[],
): C | undefined {
  for (const keys of pressed) {
    const found = commands.find((command) => keysFor(command, shortcuts).includes(keys));
    if (found) return found;
  }
  return undefined;
}

/** Shortcuts with other keys for a command; whichever had them loses them. */
export function rebound(
  commands: readonly Bound[],
  shortcuts: Preferences['shortcuts'],
  id: string,
  keys: string,
): Preferences['shortcuts'] {
  const next = { ...shortcuts, [id]: keys };
  for (const command of commands) {
    if (command.id === id || !keysFor(command, shortcuts).includes(keys)) continue;
    const left = keysFor(command, shortcuts).filter((own) => own !== keys);
    next[command.id] = left[0] ?? '';
  }
  return next;
}
