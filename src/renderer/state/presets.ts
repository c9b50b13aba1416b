import type { z } from 'zod';
import { Controls, DEFAULT_CONTROLS } from '../../document/controls.ts';
import type { Preferences } from '../../preload/app-state.ts';

/** Settings below Advanced. */
const Advanced = Controls.pick({
  mode: true,
  sigma: true,
  iterations: true,
  steps: true,
  softness: true,
  lockDrift: true,
});
export type Advanced = Readonly<z.infer<typeof Advanced>>;

/** The settings below Advanced, of all. */
export function advancedOf(controls: Controls): Advanced {
  const { mode, sigma, iterations, steps, softness, lockDrift } = controls;
  return { mode, sigma, iterations, steps, softness, lockDrift };
}

export const DEFAULT_ADVANCED: Advanced = advancedOf(DEFAULT_CONTROLS);

/**
 * What a preset holds.
 * @throws ZodError where it holds what this version does not know
 */
export function settingsOf({ settings }: Preferences['presets'][number]): Advanced {
  return Advanced.parse(settings);
}

/** Presets with one more; one of the same name is replaced. */
export function withPreset(
  presets: Preferences['presets'],
  name: string,
  settings: Advanced,
): Preferences['presets'] {
  return [...presets.filter((preset) => preset.name !== name), { name, settings }];
}

/** The name of the preset that settings are from; null for none. */
export function presetNameOf(presets: Preferences['presets'], settings: Advanced): string | null {
  const same = (other: unknown) => JSON.stringify(other) === JSON.stringify(settings);
  return presets.find((preset) => same(preset.settings))?.name ?? null;
}
