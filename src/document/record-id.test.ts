import { expect, it } from 'vitest';
import { recordId } from './record-id.ts';

it('makes ids that sort in the order they were made', () => {
  const ids = Array.from({ length: 100 }, () => recordId('stroke'));
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids).size).toBe(100);
});
