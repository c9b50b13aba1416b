import { expect, it } from 'vitest';
import { Sharpness } from './sharpness.ts';

it('is coarse only while the view moves and frames come late', () => {
  const sharpness = new Sharpness();
  for (let i = 0; i < 10; i++) sharpness.frame(100);
  expect(sharpness.share).toBe(1);
  sharpness.move();
  for (let i = 0; i < 10; i++) sharpness.frame(16);
  sharpness.frame(60);
  expect(sharpness.share).toBe(1);
  sharpness.frame(60);
  expect(sharpness.share).toBe(0.5);
  expect(sharpness.rest()).toBe(true);
  expect(sharpness.share).toBe(1);
});

it('has nothing to mend where all was sharp', () => {
  const sharpness = new Sharpness();
  sharpness.move();
  sharpness.frame(10);
  expect(sharpness.rest()).toBe(false);
});
