import { rpc } from '../session.ts';
import { useStore } from '../state/store.ts';
import { commandFor } from './bindings.ts';
import { COMMANDS } from './commands.ts';
import { keysOf } from './keys.ts';
import { IS_MAC } from './platform.ts';
import { run } from './run.ts';

/** Runs commands by their keys, and those that a menu of the system asks for. @returns ends it */
export function listenToKeyboard(): () => void {
  document.addEventListener('keydown', hearFirst, true);
  document.addEventListener('keydown', hear);
  document.addEventListener('keyup', hearLast, true);
  const end = rpc.on('command', ({ command }) => run(command));
  return () => {
    document.removeEventListener('keydown', hearFirst, true);
    document.removeEventListener('keydown', hear);
    document.removeEventListener('keyup', hearLast, true);
    end();
  };
}

/** Whether Enter is held down that a command has run by. */
let isEnterTaken = false;

/** Buttons keep every key to themselves that they are pressed by, even with Ctrl: a command's must not come to them. */
function hearFirst(event: KeyboardEvent): void {
  if (event.key !== 'Enter') return;
  isEnterTaken = (event.ctrlKey || event.metaKey) && hear(event);
  if (isEnterTaken) event.stopImmediatePropagation();
}

function hearLast(event: KeyboardEvent): void {
  if (event.key !== 'Enter' || !isEnterTaken) return;
  isEnterTaken = false;
  event.stopImmediatePropagation();
}

/** @returns whether a command ran */
function hear(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing) return false;
  const { preferences, dialog } = useStore.getState();
  const pressed = keysOf(event, IS_MAC);
  const command = commandFor(COMMANDS, preferences.shortcuts, pressed);
  if (!command || dialog || isTaken(event.target, event.key, pressed)) return false;
  if (!command.isPossible()) return false;
  event.preventDefault();
  command.run();
  return true;
}

/** Whether a key belongs to what has the focus: text to a field, Enter and Space to a button. */
function isTaken(target: EventTarget | null, key: string, pressed: readonly string[]): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('[role=dialog], [role=alertdialog], [role=menu], [role=listbox]')) return true;
  const isMod = pressed.some((keys) => keys.startsWith('Mod+'));
  if (isText(target)) return !isMod || /^[acvxyz]$/i.test(key);
  const isPressed = key === 'Enter' || key === ' ';
  return isPressed && !isMod && target.closest('button, a, [role=button], summary') !== null;
}

function isText(target: HTMLElement): boolean {
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  return target instanceof HTMLInputElement && !NOT_TYPED.has(target.type);
}

const NOT_TYPED = new Set(['range', 'checkbox', 'radio', 'button', 'file', 'color']);
