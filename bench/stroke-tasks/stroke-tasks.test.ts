import { expect, test } from 'vitest';
import { Random } from '../../src/main/engine/sampling/random.ts';
import { psnr } from '../../src/main/photo/quality.ts';
import { relightingKinds, relightingTask } from './relightings.ts';
import { roughStrokes } from './rough-strokes.ts';
import { sceneTasks } from './scenes.ts';

const SIDE = 64;
const plane = SIDE * SIDE;

/** Stripes of two colours. */
const photo = {
  width: SIDE,
  height: SIDE,
  data: Float32Array.from({ length: 3 * plane }, (_, at) =>
    (at % SIDE) % 16 < 8 ? 0.2 : 0.3 - 0.2 * Math.floor(at / plane),
  ),
};

test.each(relightingKinds)('%s changes the photo, and its strokes ask for that', (kind) => {
  const task = relightingTask(kind, photo, new Random(1));
  expect(psnr(task.truth.data, photo.data)).toBeLessThan(30);
  const share = task.opacity.reduce((sum, value) => sum + value, 0) / plane;
  expect(share).toBeGreaterThan(0.01);
  expect(share).toBeLessThan(0.1);
  // Inside the strokes, the painted colour is nearer to the truth than the photo's is.
  const error = (picture: Float32Array) =>
    picture.reduce((sum, value, i) => {
      const inside = task.opacity[i % plane] as number;
      return sum + inside * (value - (task.truth.data[i] as number)) ** 2;
    }, 0);
  expect(error(task.painted.data)).toBeLessThan(error(photo.data));
});

test('the same seed gives the same task', () => {
  const [a, b] = [0, 0].map(() => relightingTask('light', photo, new Random(4)));
  expect(a).toEqual(b);
});

test('dabs are flat discs in the mean colour of the truth, and the rest is the photo', () => {
  const truth = { ...photo, data: photo.data.slice() };
  for (let y = 20; y < 44; y++) for (let x = 20; x < 44; x++) truth.data[y * SIDE + x] = 0.9;
  const { painted, opacity } = roughStrokes(photo, truth);
  for (let i = 0; i < plane; i++) {
    if (opacity[i] === 0) expect(painted.data[i]).toBe(photo.data[i]);
  }
  const middle = 32 * SIDE + 32;
  expect(opacity[middle]).toBe(1);
  expect(painted.data[middle]).toBeGreaterThan(0.6);
});

test('the rendered scenes are there in pairs', async () => {
  const tasks = await sceneTasks(SIDE);
  expect(tasks.length).toBe(6);
  for (const { photo: before, truth } of tasks) {
    const apart = psnr(before.data, truth.data);
    expect(apart).toBeGreaterThan(8);
    expect(apart).toBeLessThan(35);
  }
});
