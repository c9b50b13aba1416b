import { describe, expect, it } from 'vitest';
import { type KeyPress, keysOf, spelt } from './keys.ts';

function press(key: string, code: string, held: Partial<KeyPress> = {}): KeyPress {
  return { key, code, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held };
}

describe('what a press stands for', () => {
  it.each([
    ['a letter', press('b', 'KeyB'), ['B']],
    ['a letter, caps locked', press('B', 'KeyB'), ['B']],
    ['undo', press('z', 'KeyZ', { ctrlKey: true }), ['Mod+Z']],
    ['redo', press('Z', 'KeyZ', { ctrlKey: true, shiftKey: true }), ['Mod+Shift+Z']],
    ['undo on a German keyboard', press('z', 'KeyY', { ctrlKey: true }), ['Mod+Z']],
    ['undo on a French keyboard', press('z', 'KeyW', { ctrlKey: true }), ['Mod+Z']],
    ['undo on a Russian keyboard', press('я', 'KeyZ', { ctrlKey: true }), ['Mod+Z']],
    ['a bracket', press('[', 'BracketLeft'), ['[']],
    ['a bracket’s place on a German keyboard', press('ü', 'BracketLeft'), ['[']],
    ['a bracket’s place on a French keyboard', press('Dead', 'BracketLeft'), ['[']],
    ['a digit', press('1', 'Digit1'), ['1']],
    ['a digit on a French keyboard', press('&', 'Digit1'), ['&', '1']],
    ['a digit with Shift on a French keyboard', press('1', 'Digit1', { shiftKey: true }), ['1']],
    ['a digit of the keypad', press('4', 'Numpad4'), ['4']],
    ['a question mark', press('?', 'Slash', { shiftKey: true }), ['?', 'Shift+/']],
    ['a question mark in German', press('?', 'Minus', { shiftKey: true }), ['?', 'Shift+-']],
    ['a named key', press('Enter', 'Enter', { shiftKey: true }), ['Shift+Enter']],
    ['space', press(' ', 'Space'), ['Space']],
    ['a modifier alone', press('Control', 'ControlLeft', { ctrlKey: true }), []],
  ])('%s', (_, event, keys) => {
    expect(keysOf(event, false)).toEqual(keys);
  });

  it('takes ⌘ on a Mac', () => {
    expect(keysOf(press('z', 'KeyZ', { metaKey: true }), true)).toEqual(['Mod+Z']);
    expect(keysOf(press('z', 'KeyZ', { ctrlKey: true }), true)).toEqual(['Z']);
  });
});

it('spells keys as the system does', () => {
  expect(spelt('Mod+Shift+Z', false)).toBe('Ctrl+Shift+Z');
  expect(spelt('Mod+Shift+Z', true)).toBe('⌘⇧Z');
  expect(spelt('Mod++', false)).toBe('Ctrl++');
  expect(spelt('+', true)).toBe('+');
});
