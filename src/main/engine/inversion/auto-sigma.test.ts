import { expect, test } from 'vitest';
import { mixtureFlow } from '../sampling/mixture-flow.ts';
import { leastOscillatingSigma } from './auto-sigma.ts';
import { InversionError } from './settings.ts';

const gaussian = (s: number) => mixtureFlow([{ weight: 1, mean: [0], deviation: [s] }]);
const y = Float32Array.of(1);

test.each([
  // Where ρ = −1: s² = 2σ² / ((1−σ)(2σ−1)).
  [3, 0.6],
  [6, 0.5218],
  [4, 0.5515],
])(
  'for data of deviation %f it finds the threshold of the closed form, σ = %f',
  async (s, threshold) => {
    const sigma = await leastOscillatingSigma(gaussian(s), y, 1);
    expect(Math.abs(sigma - threshold)).toBeLessThan(0.016);
  },
);

test('where it oscillates at no level, it says so', async () => {
  const none = leastOscillatingSigma(gaussian(0.5), y, 1);
  await expect(none).rejects.toThrow(InversionError);
  await expect(none).rejects.toThrow('at no σ from 0.4 to 0.85');
});
