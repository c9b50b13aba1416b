import {
  type ControlName,
  type Controls,
  controlRecord,
  controlsOf,
  DEFAULT_CONTROLS,
} from '../../document/controls.ts';
import { commit } from './commit.ts';
import { useStore } from './store.ts';

/** What each control is called. */
export const CONTROL_NAMES: Readonly<Record<ControlName, string>> = {
  likeness: 'Likeness',
  strength: 'Strength',
  area: 'Area',
  feather: 'Feather',
  softness: 'Softness',
  lockDrift: 'Hold colours',
  mode: 'Method',
  iterations: 'Iterations',
  steps: 'Steps',
  sigma: 'Noise level',
  prompts: 'Reference pictures',
  model: 'Model',
  prompt: 'Prompt',
  modelSize: 'Size',
};

/** Controls to set; those that are not given stay. */
type Change = { readonly [Name in ControlName]?: Controls[Name] | undefined };

/** Sets controls that differ from what they are, as one gesture. */
export async function commitControls(label: string, change: Change): Promise<void> {
  const now = controlsOf(useStore.getState().records);
  const put = Object.keys(DEFAULT_CONTROLS)
    .filter((name): name is ControlName => name in change)
    .flatMap((name) => {
      const value = change[name];
      const isSame = JSON.stringify(value) === JSON.stringify(now[name]);
      return value === undefined || isSame ? [] : [controlRecord(name, value)];
    });
  if (put.length > 0) await commit({ label, put });
}

/** Sets one control. @param shown its value, as the history shows it */
export function setControl<Name extends ControlName>(
  name: Name,
  value: Controls[Name],
  shown: string,
): Promise<void> {
  const change: Partial<Controls> = {};
  change[name] = value;
  return commitControls(`${CONTROL_NAMES[name]}: ${shown}`, change);
}
