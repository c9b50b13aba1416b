import { expect, test } from 'vitest';
import { holdTone } from './hold-tone.ts';
import { pinkPicture } from './pink-fixture.ts';

const before = pinkPicture(128);

test('another brightness is held to the photo’s', () => {
  const after = { ...before, data: before.data.map((value) => value + 0.2) };
  const held = holdTone(before, after);
  for (const [i, value] of held.data.entries())
    expect(value).toBeCloseTo(before.data[i] as number, 5);
});

test('a change of fine detail stays', () => {
  const stripes = before.data.map((value, i) => value + (i % 2 ? 0.1 : -0.1));
  const held = holdTone(before, { ...before, data: stripes });
  for (let i = 0; i < stripes.length; i++) {
    expect(Math.abs((held.data[i] as number) - (stripes[i] as number))).toBeLessThan(0.01);
  }
});
