import { WandSparkles } from 'lucide-react';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { useIsLocked, usePhoto } from '../../state/current.ts';
import { clusterOf } from '../../state/explorations.ts';
import { refine } from '../../state/exploring.ts';
import { pickOf } from '../../state/look.ts';
import { useStore } from '../../state/store.ts';
import { sharesOf } from '../../state/view.ts';
import { AreaControl } from '../explore/area-control.tsx';
import { StrengthControl } from '../explore/strength-control.tsx';
import { Section } from '../widgets/section.tsx';
import { Slider } from '../widgets/slider.tsx';

/** Steps of refining, unless told. */
const USUAL_STEPS = 20;

/** How the chosen result is applied, and refined further towards the strokes. */
export function RefineSection() {
  const isLocked = useIsLocked();
  const runs = useStore((state) => state.runs);
  const isWorking = useStore(({ stage }) => stage !== null);
  const selectedCluster = useStore(({ viewing }) => viewing.selectedCluster);
  const blend = useStore(({ viewing }) => viewing.blend);
  const records = useStore((state) => state.records);
  const photo = usePhoto();
  const applied = photo ? pickOf(records, runs, photo.id) : [];
  const shares = selectedCluster === null ? applied : sharesOf({ selectedCluster, blend });
  const target = shares[0]?.cluster ?? null;
  const isBlend = shares.length > 1;
  const [steps, setSteps] = useState(USUAL_STEPS);
  const name = shares.map(({ cluster }) => clusterOf(runs, cluster)?.label).join(' with ');
  return (
    <Section
      id="section/refine"
      title="Refine"
      aside={<span className="quiet small">{name || 'No result selected'}</span>}
    >
      {target === null ? (
        <p className="quiet small">
          Select a result in the gallery to tune how strongly it is applied and where.
        </p>
      ) : (
        <>
          <StrengthControl />
          <AreaControl />
          <Slider
            label="Steps"
            value={steps}
            min={5}
            max={100}
            step={5}
            format={(value) => `${value}`}
            isDisabled={isLocked}
            onCommit={setSteps}
          />
          <Button
            className="button"
            isDisabled={isLocked || isWorking || isBlend}
            onPress={() => refine(target, steps)}
          >
            <WandSparkles aria-hidden size={16} />
            Refine
          </Button>
          <p className="quiet small">
            {isBlend
              ? 'A blend cannot be refined: select one of its results.'
              : 'Brings the result’s shape closer to the strokes; its strength stays, so that the change is often slight. The new result joins the gallery.'}
          </p>
        </>
      )}
    </Section>
  );
}
