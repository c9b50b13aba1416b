import { expect, test } from 'vitest';
import type { Flow } from '../engine/sampling/flow.ts';
import { pinkPicture, withNoise } from '../photo/pink-fixture.ts';
import { RESTORE_DEFAULTS, restore, restoringShare } from './restore.ts';

/** Takes half of what it is shown for noise. */
const flow: Flow = {
  shape: [3, 64, 64],
  velocity: (z, sigma) => Promise.resolve(z.map((value) => value / 2 / sigma)),
};

test.each([
  [0, 0.5],
  [0.4, 0.5],
  [0.8, 0.8],
  [1, 1],
  [20, 1],
])('of a photo with noise of %d of 255, %d is what the inversion came to', (steps, share) => {
  expect(restoringShare({ noise: steps / 127.5, blur: 0 })).toBeCloseTo(share, 6);
});

test('the rest of the result is the augmented version', async () => {
  const photo = pinkPicture(64);
  const augmented = withNoise(photo, 0.05);
  const [none, half, all] = await Promise.all(
    [0, 0.5, 1].map((share) =>
      restore(flow, photo, augmented, { ...RESTORE_DEFAULTS, sigma: 0.1, share }),
    ),
  );
  expect(none?.data).not.toEqual(all?.data);
  for (const [i, value] of (half?.data ?? []).entries()) {
    const between = ((none?.data[i] as number) + (all?.data[i] as number)) / 2;
    expect(Math.abs(value - between)).toBeLessThan(1e-5);
  }
  // But for its low frequencies.
  const change = (none?.data ?? []).map((value, i) => value - (augmented.data[i] as number));
  expect(Math.max(...change.map(Math.abs))).toBeLessThan(0.03);
});
