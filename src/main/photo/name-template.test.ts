import { expect, test } from 'vitest';
import { fillTemplate } from './name-template.ts';

const parts = { name: 'beach', date: new Date(2026, 2, 7, 23, 30) };
const free = () => false;

test.each([
  ['result.png', 'result.png'],
  ['toString', 'toString'],
  ['{name}-edited.jpg', 'beach-edited.jpg'],
  ['{date} {name}.tif', '2026-03-07 beach.tif'],
  ['{name}{name}-{n}.jpg', 'beachbeach-1.jpg'],
])('%s is %s', (template, expected) => {
  expect(fillTemplate(template, parts, free)).toBe(expected);
});

test('{n} is the first number that is free', () => {
  const taken = new Set(['beach-1.jpg', 'beach-2.jpg', 'beach-4.jpg']);
  expect(fillTemplate('{name}-{n}.jpg', parts, (name) => taken.has(name))).toBe('beach-3.jpg');
  // Without it there is no other name to try.
  expect(fillTemplate('{name}-1.jpg', parts, (name) => taken.has(name))).toBe('beach-1.jpg');
});

test('what is filled in is no template, and fits every file system', () => {
  const name = 'a{n}b: 12/30';
  expect(fillTemplate('{name}.png', { ...parts, name }, free)).toBe('a{n}b- 12-30.png');
});

test.each([
  ['{cluster}.png', '{cluster}.png has {cluster}. Choose from {name}, {date}, {n}.'],
  ['{toString}.png', 'has {toString}. Choose from'],
  ['{}.png', 'has {}. Choose from'],
  ['{name.png', 'has a { without its other brace'],
  ['name}.png', 'has a } without its other brace'],
  ['12:30.png', 'has ":", which file systems refuse'],
  ['a/b.png', 'has "/", which'],
  ['a\\b.png', 'has "\\\\", which'],
  ['what?.png', 'has "?", which'],
  ['a\nb.png', 'has "\\n", which'],
])('%j is refused', (template, message) => {
  expect(() => fillTemplate(template, parts, free)).toThrow(message);
});
