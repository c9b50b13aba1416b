import type { ControlName, Controls } from '../../../document/controls.ts';
import { CONTROL_NAMES, setControl } from '../../state/controls.ts';
import { useControls, useIsLocked } from '../../state/current.ts';
import { Slider, type SliderProps } from '../widgets/slider.tsx';

/** Controls that are numbers, or null where something else decides. */
type NumberName = {
  [Name in ControlName]: Controls[Name] extends number | null ? Name : never;
}[ControlName];

interface ControlSliderProps
  extends Pick<SliderProps, 'min' | 'max' | 'step' | 'format' | 'mark' | 'onDraft'> {
  readonly name: NumberName;
}

/** The slider of a control; none while that is null. */
export function ControlSlider({ name, ...range }: ControlSliderProps) {
  const value = useControls()[name];
  const isDisabled = useIsLocked();
  if (value === null) return null;
  return (
    <Slider
      {...range}
      label={CONTROL_NAMES[name]}
      value={value}
      isDisabled={isDisabled}
      onCommit={(next) => setControl(name, next, range.format(next))}
    />
  );
}
