import { expect, test } from 'vitest';
import { learningRate } from './learning-rate.ts';

const options = { peak: 2, warmup: 10, steps: 100, cooldown: 0.25 };

test('the rate rises in a line, stays, and falls to nothing as 1 − √x', () => {
  expect(learningRate(0, options)).toBeCloseTo(0.2);
  expect(learningRate(9, options)).toBe(2);
  expect(learningRate(75, options)).toBe(2);
  expect(learningRate(75 + 25 / 4, options)).toBeCloseTo(1);
  expect(learningRate(100, options)).toBe(0);
});

test('until it falls, it does not depend on how long the training will be', () => {
  const longer = { ...options, steps: 1000 };
  for (const step of [0, 5, 50, 74]) {
    expect(learningRate(step, longer)).toBe(learningRate(step, options));
  }
});
