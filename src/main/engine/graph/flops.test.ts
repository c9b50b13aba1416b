import { expect, test } from 'vitest';
import { countFlops } from './flops.ts';
import { add, conv2d, gemm, matmul } from './ops/index.ts';
import { input } from './value.ts';

const x = (name: string, ...shape: number[]) => input(name, { dtype: 'float32', shape });

test('products count two per multiply and add, elementwise work nothing', () => {
  const a = x('a', 3, 4);
  const b = x('b', 4, 5);
  expect(countFlops([matmul(a, b)])).toBe(2 * 3 * 4 * 5);
  expect(countFlops([gemm(a, b, false, false, x('c', 5))])).toBe(2 * 3 * 4 * 5);
  const image = x('image', 1, 2, 6, 6);
  const convolved = conv2d(image, x('w', 3, 2, 3, 3), undefined, 1, [1, 1, 1, 1]);
  expect(countFlops([convolved])).toBe(2 * 36 * 3 * 2 * 9);
  expect(countFlops([add(a, a)])).toBe(0);
});

test('the same product twice counts once, as the runtime computes it', () => {
  const [a, b] = [x('a', 3, 4), x('b', 4, 5)];
  expect(countFlops([add(matmul(a, b), matmul(a, b))])).toBe(2 * 3 * 4 * 5);
  expect(countFlops([add(matmul(a, b), matmul(a, x('c', 4, 5)))])).toBe(4 * 3 * 4 * 5);
});
