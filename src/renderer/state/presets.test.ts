import { expect, it } from 'vitest';
import { DEFAULT_CONTROLS } from '../../document/controls.ts';
import { advancedOf, DEFAULT_ADVANCED, presetNameOf, settingsOf, withPreset } from './presets.ts';

const patient = { ...DEFAULT_ADVANCED, iterations: 40 };

it('keeps the advanced settings, and not the plain controls', () => {
  expect(advancedOf({ ...DEFAULT_CONTROLS, likeness: 0.1, iterations: 40 })).toEqual(patient);
});

it('replaces a preset of the same name', () => {
  const presets = withPreset(withPreset([], 'Mine', DEFAULT_ADVANCED), 'Mine', patient);
  expect(presets).toEqual([{ name: 'Mine', settings: patient }]);
  expect(presetNameOf(presets, patient)).toBe('Mine');
  expect(presetNameOf(presets, DEFAULT_ADVANCED)).toBeNull();
});

it('refuses settings that it does not know', () => {
  expect(settingsOf({ name: 'Mine', settings: patient })).toEqual(patient);
  expect(() => settingsOf({ name: 'Odd', settings: { ...patient, mode: 'magic' } })).toThrow(
    'mode',
  );
});
