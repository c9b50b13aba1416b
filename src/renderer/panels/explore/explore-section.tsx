import { Section } from '../widgets/section.tsx';
import { percent } from '../widgets/slider.tsx';
import { Advanced } from './advanced.tsx';
import { AreaControl } from './area-control.tsx';
import { ControlSlider } from './control-slider.tsx';
import { StrengthControl } from './strength-control.tsx';

/** How alternatives are looked for: three plain controls, and the rest folded away. */
export function ExploreSection() {
  return (
    <Section id="section/explore" title="Explore">
      <ControlSlider name="likeness" min={0} max={1} step={0.05} format={percent} />
      <StrengthControl />
      <AreaControl />
      <Advanced />
    </Section>
  );
}
