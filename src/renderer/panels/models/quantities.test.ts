import { expect, it } from 'vitest';
import { bytesText, countText } from './quantities.ts';

it('gives sizes in two or three digits', () => {
  expect(bytesText(8_750_000)).toBe('8.3 MiB');
  expect(bytesText(22.14 * 2 ** 30)).toBe('22 GiB');
  expect(bytesText(9.96 * 2 ** 30)).toBe('10 GiB');
  expect(countText(4_412_000)).toBe('4.4 million');
  expect(countText(16_870_000_000)).toBe('17 billion');
});
