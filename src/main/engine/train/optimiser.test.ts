import { describe, expect, test } from 'vitest';
import { AdamW, OptimiserError, Sgd } from './optimiser.ts';

const adam = { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0 };

/** Gradient of `Σ aᵢ(xᵢ − tᵢ)²/2`, whose minimum is `t`. */
function quadratic(x: Float32Array, target: number[], curvature: number[]): Float32Array {
  return x.map((value, i) => (curvature[i] ?? 0) * (value - (target[i] ?? 0)));
}

describe('AdamW', () => {
  test('moves by the learning rate at the first step, whatever the size of the gradient', () => {
    const x = Float32Array.of(1, 1, 1);
    new AdamW(new Map([['x', x]]), adam).step({ x: Float32Array.of(1e-3, -5, 200) }, 0.1);
    expect([...x]).toEqual([0.9, 1.1, 0.9].map((value) => expect.closeTo(value, 4)));
  });

  test('follows the published recurrence', () => {
    const x = Float32Array.of(2);
    const optimiser = new AdamW(new Map([['x', x]]), { ...adam, weightDecay: 0.1 });
    let [value, m, v] = [2, 0, 0];
    for (let t = 1; t <= 20; t++) {
      const g = Math.sin(t) + value;
      optimiser.step({ x: Float32Array.of(g) }, 0.05);
      m = 0.9 * m + 0.1 * g;
      v = 0.99 * v + 0.01 * g * g;
      const step = m / (1 - 0.9 ** t) / (Math.sqrt(v / (1 - 0.99 ** t)) + 1e-8);
      value -= 0.05 * step + 0.05 * 0.1 * value;
      expect(x[0]).toBeCloseTo(value, 4);
    }
  });

  test('finds the minimum of an ill-conditioned bowl', () => {
    const x = Float32Array.of(5, -5);
    const optimiser = new AdamW(new Map([['x', x]]), adam);
    for (let i = 0; i < 400; i++) optimiser.step({ x: quadratic(x, [1, 2], [100, 0.1]) }, 0.1);
    expect(x[0]).toBeCloseTo(1, 1);
    expect(x[1]).toBeCloseTo(2, 1);
  });
});

describe('Sgd', () => {
  test('without momentum is plain descent', () => {
    const x = Float32Array.of(1, 2);
    new Sgd(new Map([['x', x]]), 0).step({ x: Float32Array.of(10, -10) }, 0.1);
    expect([...x]).toEqual([0, 3]);
  });

  test('with momentum keeps going', () => {
    const x = Float32Array.of(0);
    const optimiser = new Sgd(new Map([['x', x]]), 0.5);
    optimiser.step({ x: Float32Array.of(1) }, 1);
    optimiser.step({ x: Float32Array.of(0) }, 1);
    expect(x[0]).toBe(-1.5);
  });
});

test.each([
  ['is missing', {}],
  ['is too short', { x: Float32Array.of(1) }],
  ['is not finite', { x: Float32Array.of(1, Number.NaN) }],
])('a gradient that %s changes nothing', (_what, gradients: Record<string, Float32Array>) => {
  const x = Float32Array.of(1, 2);
  const y = Float32Array.of(3);
  const values = new Map([
    ['y', y],
    ['x', x],
  ]);
  const optimiser = new AdamW(values, adam);
  expect(() => optimiser.step({ y: Float32Array.of(1), ...gradients }, 0.1)).toThrow(
    OptimiserError,
  );
  expect([...x, ...y]).toEqual([1, 2, 3]);
});
