import { look } from '../../state/view.ts';
import { percent } from '../widgets/slider.tsx';
import { ControlSlider } from './control-slider.tsx';

/** How far a result goes towards the strokes; while it is dragged, the canvas follows at once. */
export function StrengthControl() {
  return (
    <ControlSlider
      name="strength"
      min={0}
      max={2}
      step={0.01}
      mark={1}
      format={percent}
      onDraft={(draftStrength) => look({ draftStrength })}
    />
  );
}
