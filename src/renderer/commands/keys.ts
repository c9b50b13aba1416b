/**
 * Keys of commands are written as `Mod+Shift+Z`: `Mod` (⌘ on a Mac, Ctrl elsewhere), `Alt`, `Shift`, in this
 * order, and a key: a letter, digit or sign as it is printed, or a name such as `Enter`.
 */

/** What of a keyboard event says which key it is. */
export type KeyPress = Pick<
  KeyboardEvent,
  'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'
>;

const SIGNS_BY_CODE: Readonly<Record<string, string>> = {
  BracketLeft: '[',
  BracketRight: ']',
  Minus: '-',
  Equal: '=',
  Comma: ',',
  Period: '.',
  Slash: '/',
  Backslash: '\\',
};

/** Keys that only change others. */
const MODIFIERS = new Set(['Control', 'Shift', 'Alt', 'AltGraph', 'Meta', 'CapsLock', 'Dead']);

/**
 * What a press may stand for, the likeliest first. Letters are taken as they are printed on the keys; where
 * an alphabet has other ones, where they lie. Digits and signs that take a modifier to type, or that
 * a keyboard lacks, are also found where they lie on others.
 */
export function keysOf(press: KeyPress, isMac: boolean): readonly string[] {
  const { key, code } = press;
  const mod = isMac ? press.metaKey : press.ctrlKey;
  const name = (base: string, hasShift: boolean) =>
    [mod && 'Mod', press.altKey && 'Alt', hasShift && 'Shift', base].filter(Boolean).join('+');
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  const digit = /^Digit(\d)$/.exec(code)?.[1];
  const found: string[] = [];
  if (/^[a-z]$/i.test(key)) return [name(key.toUpperCase(), press.shiftKey)];
  if (/^\d$/.test(key)) return [name(key, press.shiftKey && !digit)];
  // A sign that Shift types is the sign, not Shift and the sign.
  if (/^[!-~]$/.test(key)) found.push(name(key, false));
  else if (key.length > 1 && !MODIFIERS.has(key)) return [name(key, press.shiftKey)];
  else if (key === ' ') return [name('Space', press.shiftKey)];
  else if (letter) return [name(letter, press.shiftKey)];
  const sign = digit ?? SIGNS_BY_CODE[code];
  if (sign) found.push(name(sign, press.shiftKey));
  return [...new Set(found)];
}

/** Keys as a person reads them: `⇧⌘Z` on a Mac, `Ctrl+Shift+Z` elsewhere. */
export function spelt(keys: string, isMac: boolean): string {
  const names: Readonly<Record<string, string>> = isMac
    ? { Mod: '⌘', Alt: '⌥', Shift: '⇧', Enter: '↩', Escape: 'esc' }
    : { Mod: 'Ctrl', Escape: 'Esc' };
  return partsOf(keys)
    .map((part) => names[part] ?? part)
    .join(isMac ? '' : '+');
}

function partsOf(keys: string): readonly string[] {
  // The last plus may be the key itself.
  return keys.endsWith('+')
    ? [...keys.slice(0, -1).split('+').filter(Boolean), '+']
    : keys.split('+');
}
