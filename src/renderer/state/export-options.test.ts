import { expect, it } from 'vitest';
import { lastOptions, remembered, writtenSize } from './export-options.ts';

it('remembers options, but neither photo, look nor size', () => {
  const options = { ...lastOptions(null, 1, null), format: 'tiff', depth: 16 } as const;
  const small = { ...options, size: 300 };
  expect(lastOptions(remembered(small, null), 2, null)).toEqual({ ...options, photo: 2 });
});

it('keeps the name that was remembered where one suits a single photo alone', () => {
  const options = lastOptions(null, 1, null);
  const kept = remembered({ ...options, name: '{name} for print' }, null);
  expect(remembered({ ...options, name: 'cover', quality: 80 }, kept)).toEqual({
    ...kept,
    quality: 80,
  });
});

it('takes the usual options where what was kept does not suit', () => {
  expect(lastOptions({ format: 'bmp' }, 1, null)).toEqual(lastOptions(null, 1, null));
});

it.each([
  [null, { width: 3000, height: 2001 }],
  [1500, { width: 1500, height: 1001 }],
  [6000, { width: 3000, height: 2001 }],
])('says what is written at a longer side of %s', (longer, size) => {
  expect(writtenSize({ width: 3000, height: 2001 }, longer)).toEqual(size);
});
