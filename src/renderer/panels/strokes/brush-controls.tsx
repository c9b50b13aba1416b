import { usePhoto } from '../../state/current.ts';
import { BRUSH_SIZES, brushOf, setBrush } from '../../state/hold.ts';
import { prefer } from '../../state/preferences.ts';
import { useStore } from '../../state/store.ts';
import { percent, Slider } from '../widgets/slider.tsx';
import { Toggle } from '../widgets/toggle.tsx';

/** From the smallest brush to the largest. */
const SIZE_STEPS = 500;

/** The brush, or the eraser while it is held. */
export function BrushControls() {
  const brush = useStore(({ hand }) => hand[brushOf(hand)]);
  const pressure = useStore(({ preferences }) => preferences.pressure);
  const photo = usePhoto();
  const side = photo ? Math.max(photo.width, photo.height) : 1;
  // Even steps of the slider are even factors of the size.
  const [least, most] = [Math.log(BRUSH_SIZES.least), Math.log(BRUSH_SIZES.most)];
  return (
    <>
      <Slider
        label="Size"
        value={Math.log(brush.size)}
        min={least}
        max={most}
        step={(most - least) / SIZE_STEPS}
        format={(value) => `${Math.round(Math.exp(value) * side)} px`}
        onDraft={(value) => value !== null && setBrush({ size: Math.exp(value) })}
        onCommit={(value) => setBrush({ size: Math.exp(value) })}
      />
      {(['hardness', 'opacity', 'smoothing'] as const).map((name) => (
        <Slider
          key={name}
          label={`${name.charAt(0).toUpperCase()}${name.slice(1)}`}
          value={brush[name]}
          min={name === 'opacity' ? 0.05 : 0}
          max={1}
          step={0.05}
          format={percent}
          onDraft={(value) => value !== null && setBrush({ [name]: value })}
          onCommit={(value) => setBrush({ [name]: value })}
        />
      ))}
      <div className="field">
        <span>Pen pressure</span>
        <div className="pressure">
          <Toggle
            isOn={pressure.size}
            onChange={(size) => prefer({ pressure: { ...pressure, size } })}
          >
            Size
          </Toggle>
          <Toggle
            isOn={pressure.opacity}
            onChange={(opacity) => prefer({ pressure: { ...pressure, opacity } })}
          >
            Opacity
          </Toggle>
        </div>
      </div>
    </>
  );
}
