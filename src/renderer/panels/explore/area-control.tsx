import { setControl } from '../../state/controls.ts';
import { useControls, useIsLocked } from '../../state/current.ts';
import { Segments } from '../widgets/segments.tsx';
import { percent } from '../widgets/slider.tsx';
import { ControlSlider } from './control-slider.tsx';

const AREAS = [
  { key: 'strokes', name: 'Strokes' },
  { key: 'photo', name: 'Whole photo' },
] as const;

/** Where the photo may change. */
export function AreaControl() {
  const { area } = useControls();
  const isLocked = useIsLocked();
  return (
    <>
      <div className="field">
        <span>Area</span>
        <Segments
          label="Area"
          choices={AREAS}
          chosen={area}
          isDisabled={isLocked}
          onChoose={(key) =>
            setControl('area', key, key === 'strokes' ? 'near the strokes' : 'whole photo')
          }
        />
      </div>
      {area === 'strokes' && (
        <ControlSlider name="feather" min={0} max={0.5} step={0.01} format={percent} />
      )}
    </>
  );
}
