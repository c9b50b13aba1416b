import { expect, it } from 'vitest';
import { BitmapCache } from './bitmap-cache.ts';

/** Of 400 bytes; says when it was closed. */
class Bitmap {
  readonly width = 10;
  readonly height = 10;
  isClosed = false;
  close(): void {
    this.isClosed = true;
  }
}

it('lets go of what was not looked at for longest, and closes it', () => {
  const cache = new BitmapCache<Bitmap>(1000);
  const [a, b, c] = [new Bitmap(), new Bitmap(), new Bitmap()];
  cache.put('a', a);
  cache.put('b', b);
  expect(cache.get('a')).toBe(a);
  cache.put('c', c);
  expect(['a', 'b', 'c'].map((url) => cache.has(url))).toEqual([true, false, true]);
  expect([a, b, c].map(({ isClosed }) => isClosed)).toEqual([false, true, false]);
  cache.clear();
  expect([a, c].every(({ isClosed }) => isClosed)).toBe(true);
  expect(cache.get('a')).toBeUndefined();
});

it('keeps the newest even where it is larger than the bound, and counts one that is replaced once', () => {
  const cache = new BitmapCache<Bitmap>(300);
  const [first, second] = [new Bitmap(), new Bitmap()];
  cache.put('a', first);
  expect(cache.get('a')).toBe(first);
  cache.put('a', second);
  expect([first.isClosed, second.isClosed]).toEqual([true, false]);
});
