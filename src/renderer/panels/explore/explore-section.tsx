import { setControl } from '../../state/controls.ts';
import { useControls, useIsLocked } from '../../state/current.ts';
import { Section } from '../widgets/section.tsx';
import { percent, Slider } from '../widgets/slider.tsx';
import { Advanced } from './advanced.tsx';
import { AreaControl } from './area-control.tsx';
import { StrengthControl } from './strength-control.tsx';

/** How alternatives are looked for: three plain controls, and the rest folded away. */
export function ExploreSection() {
  const { likeness } = useControls();
  const isLocked = useIsLocked();
  return (
    <Section id="section/explore" title="Explore">
      <Slider
        label="Likeness"
        value={likeness}
        min={0}
        max={1}
        step={0.05}
        format={percent}
        isDisabled={isLocked}
        onCommit={(value) => setControl('likeness', value, percent(value))}
      />
      <StrengthControl />
      <AreaControl />
      <Advanced />
    </Section>
  );
}
