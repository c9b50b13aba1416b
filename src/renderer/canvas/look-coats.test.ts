import { expect, it } from 'vitest';
import type { Look } from '../../preload/urls.ts';
import { LookCoats } from './look-coats.ts';

const photo = { id: 1, session: 'a', width: 100, height: 100 };
const look: Look = {
  clusters: [{ cluster: 1, weight: 1 }],
  ...{ strength: 0.6, area: 'strokes', feather: 0.2, softness: 0.1, lockDrift: true },
};

/** Strengths and opacities of what is shown. */
function shown(
  coats: LookCoats,
  of: Look | null,
  draft: number | null,
): [number | undefined, number][] {
  return coats.of(photo, of, draft).map((coat) => [coat.look?.strength, coat.opacity]);
}

it('shows a weaker draft by mixing what it has, and settles on the look itself', () => {
  const coats = new LookCoats(() => false);
  expect(shown(coats, look, null)).toEqual([[0.6, 1]]);
  expect(shown(coats, look, 0.3)).toEqual([[0.6, 0.5]]);
  // Let go: the new look is wanted, and the mixed one stands in.
  expect(shown(coats, { ...look, strength: 0.3 }, null)).toEqual([
    [0.3, 1],
    [0.6, 0.5],
  ]);
});

it('asks for a stronger look in steps while the draft grows', () => {
  const coats = new LookCoats(() => false);
  shown(coats, look, null);
  expect(shown(coats, look, 0.7)[0]).toEqual([0.75, 0.7 / 0.75]);
  expect(shown(coats, look, 0.74)[0]).toEqual([0.75, 0.74 / 0.75]);
  expect(shown(coats, look, 0.9)).toEqual([
    [1, 0.9],
    [0.75, 1],
    [0.6, 1],
  ]);
});

it('shows nothing of an edit at no strength', () => {
  const coats = new LookCoats(() => false);
  shown(coats, look, null);
  expect(shown(coats, look, 0)).toEqual([[0.6, 0]]);
  expect(shown(coats, null, null)).toEqual([]);
});

it('keeps the newest look that has come while newer ones are asked for', () => {
  const coats = new LookCoats(({ strength }) => strength <= 0.7);
  const at = (strength: number) => shown(coats, { ...look, strength }, null).map(([kept]) => kept);
  at(0.6);
  at(0.7);
  for (const strength of [0.8, 0.85, 0.9, 0.95]) at(strength);
  expect(at(1)).toEqual([1, 0.95, 0.9, 0.7]);
});
