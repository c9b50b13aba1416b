import { expect, test } from 'vitest';
import { Crops, cut, type Picture, TooSmallError } from './crops.ts';

/** A picture whose red is the column and green the row. */
function ramp(width: number, height: number): Picture {
  const data = new Uint8Array(3 * width * height);
  for (let i = 0; i < width * height; i++) {
    data[3 * i] = i % width;
    data[3 * i + 1] = Math.floor(i / width);
  }
  return { width, height, data };
}

test('a square is cut where it is asked for, channel by channel, in [−1, 1]', () => {
  const into = new Float32Array(3 * 4);
  cut(ramp(10, 8), { left: 3, top: 5, size: 2, flipped: false }, undefined, into);
  const values = [3, 4, 3, 4, 5, 5, 6, 6, 0, 0, 0, 0].map((value) => value / 127.5 - 1);
  expect([...into]).toEqual(values.map((value) => expect.closeTo(value, 6)));
});

test('a flipped square has left and right exchanged', () => {
  const into = new Float32Array(3 * 4);
  cut(ramp(10, 8), { left: 3, top: 5, size: 2, flipped: true }, undefined, into);
  expect(into[0]).toBeGreaterThan(into[1] as number);
  expect(into[4]).toBe(into[5]);
});

test('a batch depends on seed and step alone', () => {
  const photos = [[ramp(40, 30), ramp(20, 15)], [ramp(16, 16)]];
  const batch = new Crops(photos, 1).batch(5, 4, 12, 0.5);
  expect(batch).toEqual(new Crops(photos, 1).batch(5, 4, 12, 0.5));
  expect(batch).not.toEqual(new Crops(photos, 1).batch(6, 4, 12, 0.5));
  expect(batch).not.toEqual(new Crops(photos, 2).batch(5, 4, 12, 0.5));
  expect(batch.length).toBe(4 * 3 * 12 * 12);
  expect(batch.every((value) => value >= -1 && value <= 1)).toBe(true);
});

test('crops are relit as often as is asked for, and otherwise as the photo is', () => {
  const photos = [[ramp(40, 30)]];
  const [none, all] = [0, 1].map((share) => new Crops(photos, 1).batch(0, 8, 12, share));
  // Every value of the ramp is a whole 8-bit value; one under another light hardly ever is.
  const whole = (values: Float32Array | undefined) =>
    values?.filter(
      (value) => Math.abs((value + 1) * 127.5 - Math.round((value + 1) * 127.5)) < 1e-3,
    ).length;
  expect(whole(none)).toBe(8 * 3 * 12 * 12);
  expect(whole(all)).toBeLessThan(0.7 * 8 * 3 * 12 * 12);
});

test('where no photo is large enough, the size is named', () => {
  expect(() => new Crops([[ramp(40, 30)]], 1).batch(0, 1, 32, 0)).toThrow(TooSmallError);
  expect(() => new Crops([[ramp(40, 30)]], 1).batch(0, 1, 32, 0)).toThrow('32 pixels');
});
