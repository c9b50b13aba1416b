import { expect, test } from 'vitest';
import { countNumber, number, orWord, wholeNumber } from './numbers.ts';

test('numbers are read whole, or not at all', () => {
  expect([wholeNumber('3'), countNumber('0'), number('-0.5')]).toEqual([3, 0, -0.5]);
  for (const [parse, text] of [
    [wholeNumber, '0'],
    [countNumber, '-1'],
    [number, '1e'],
    [number, ''],
  ] as const) {
    expect(() => parse(text)).toThrow('is needed');
  }
});

test('a word may stand for a number, and is named where neither is given', () => {
  const parse = orWord('mean', countNumber);
  expect([parse('mean'), parse('2')]).toEqual(['mean', 2]);
  expect(() => parse('best')).toThrow('A whole number from 0, or mean, is needed.');
});
