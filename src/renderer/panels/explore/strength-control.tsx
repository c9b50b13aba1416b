import { setControl } from '../../state/controls.ts';
import { useControls, useIsLocked } from '../../state/current.ts';
import { look } from '../../state/view.ts';
import { percent, Slider } from '../widgets/slider.tsx';

/** How far a result goes towards the strokes; while it is dragged, the canvas follows at once. */
export function StrengthControl() {
  const { strength } = useControls();
  return (
    <Slider
      label="Strength"
      value={strength}
      min={0}
      max={2}
      step={0.01}
      mark={1}
      format={percent}
      isDisabled={useIsLocked()}
      onDraft={(draftStrength) => look({ draftStrength })}
      onCommit={(value) => setControl('strength', value, percent(value))}
    />
  );
}
