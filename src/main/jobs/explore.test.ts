import { expect, test } from 'vitest';
import { DEFAULT_CONTROLS } from '../../document/controls.ts';
import { checkSettings, EXPLORE_DEFAULTS } from './explore.ts';

const settings = { ...EXPLORE_DEFAULTS, sigma: 0.4, iterations: 30, fineStep: 0.15 };

test('the editor and the command line explore alike unless told', () => {
  const { mode, strength, area, feather, softness, lockDrift, steps } = DEFAULT_CONTROLS;
  const controls = { mode, strength, area, feather, softness, lockDrift, steps };
  expect(EXPLORE_DEFAULTS).toMatchObject(controls);
});

test('too few iterations are refused before any work', () => {
  expect(() => checkSettings({ ...settings, iterations: 6 }, 0)).not.toThrow();
  expect(() => checkSettings({ ...settings, iterations: 5 }, 0)).toThrow(
    '5 iterations are too few to find clusters in. Take 6 or more; the default is 30.',
  );
});
