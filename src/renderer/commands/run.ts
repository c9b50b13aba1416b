import type { CommandId } from '../../preload/commands.ts';
import { useStore } from '../state/store.ts';
import { keysFor } from './bindings.ts';
import { commandOf } from './commands.ts';
import { spelt } from './keys.ts';
import { IS_MAC } from './platform.ts';

/** Runs a command, where there is anything for it to do. */
export function run(id: CommandId): void {
  const command = commandOf(id);
  if (command.isPossible()) command.run();
}

/** A command's keys as they are shown beside it; empty where it has none. */
export function useKeys(id: CommandId): string {
  const shortcuts = useStore(({ preferences }) => preferences.shortcuts);
  const [first] = keysFor(commandOf(id), shortcuts);
  return first === undefined ? '' : spelt(first, IS_MAC);
}
