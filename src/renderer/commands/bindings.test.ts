import { expect, it } from 'vitest';
import { commandFor, keysFor, rebound } from './bindings.ts';

const brush = { id: 'brush', keys: ['B'] };
const redo = { id: 'redo', keys: ['Mod+Shift+Z', 'Mod+Y'] };
const commands = [brush, redo];

it('finds a command by any of its keys, the likeliest press first', () => {
  expect(commandFor(commands, {}, ['Mod+Y'])).toBe(redo);
  expect(commandFor(commands, {}, ['Q', 'B'])).toBe(brush);
  expect(commandFor(commands, {}, ['Q'])).toBeUndefined();
});

it('takes the keys that a command was given instead of its own', () => {
  const shortcuts = { brush: 'P', redo: '' };
  expect(keysFor(brush, shortcuts)).toEqual(['P']);
  expect(commandFor(commands, shortcuts, ['B'])).toBeUndefined();
  expect(keysFor(redo, shortcuts)).toEqual([]);
});

it('takes keys away from whichever had them', () => {
  expect(rebound(commands, {}, 'redo', 'B')).toEqual({ redo: 'B', brush: '' });
  expect(rebound(commands, {}, 'brush', 'Mod+Y')).toEqual({ brush: 'Mod+Y', redo: 'Mod+Shift+Z' });
  expect(rebound(commands, { redo: 'R' }, 'brush', 'Mod+Y')).toEqual({ redo: 'R', brush: 'Mod+Y' });
});
