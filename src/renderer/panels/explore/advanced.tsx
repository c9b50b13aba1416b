import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, Disclosure, DisclosurePanel } from 'react-aria-components';
import { DEFAULT_CONTROLS, FEWEST_ITERATIONS } from '../../../document/controls.ts';
import { setControl } from '../../state/controls.ts';
import { useControls, useIsLocked } from '../../state/current.ts';
import { arrange, useIsOpen } from '../../state/preferences.ts';
import { Choice } from '../widgets/choice.tsx';
import { percent } from '../widgets/slider.tsx';
import { Toggle } from '../widgets/toggle.tsx';
import { ControlSlider } from './control-slider.tsx';
import { ModelControls } from './model-controls.tsx';
import { Presets } from './presets.tsx';
import { Prompts } from './prompts.tsx';

const MODES = [
  { key: 'group', name: 'Alternate photo and strokes' },
  { key: 'finetune', name: 'Fine-tune to the strokes first' },
] as const;

/** Noise level that the slider stands at while likeness chooses it. */
const USUAL_SIGMA = 0.4;

const D = DEFAULT_CONTROLS;
const whole = (value: number) => `${value}`;
const level = (value: number) => value.toFixed(2);

/** Settings in the terms of the trade, each with what it does and what it usually is. */
export function Advanced() {
  const controls = useControls();
  const isDisabled = useIsLocked();
  const isOpen = useIsOpen('section/advanced', false);
  return (
    <Disclosure
      className="advanced"
      isExpanded={isOpen}
      onExpandedChange={(next) => arrange('section/advanced', { isOpen: next })}
    >
      <Button slot="trigger" className="advanced-trigger">
        <ChevronRight aria-hidden />
        Advanced
      </Button>
      <DisclosurePanel>
        <div className="advanced-body">
          <ModelControls />
          <Choice
            label="Method"
            choices={MODES}
            chosen={controls.mode}
            isDisabled={isDisabled}
            onChoose={(key) =>
              setControl('mode', key, MODES.find((mode) => mode.key === key)?.name ?? key)
            }
          />
          <Sentence usual="alternate">
            Fine-tuning the model to the strokes first takes longer and follows them more closely.
          </Sentence>
          <Toggle
            isOn={controls.sigma === null}
            isDisabled={isDisabled}
            onChange={(isOn) =>
              setControl('sigma', isOn ? null : USUAL_SIGMA, isOn ? 'by likeness' : 'set by hand')
            }
          >
            Likeness chooses the noise level
          </Toggle>
          <ControlSlider name="sigma" min={0.05} max={0.95} step={0.01} format={level} />
          <Sentence usual="on">
            More noise gives the model more freedom, and keeps less of the photo.
          </Sentence>
          <ControlSlider
            name="iterations"
            min={FEWEST_ITERATIONS}
            max={100}
            step={1}
            format={whole}
          />
          <Sentence usual={whole(D.iterations)}>
            How often the model alternates. More separates similar results better, but takes longer.
          </Sentence>
          <ControlSlider name="steps" min={0} max={5} step={1} format={whole} />
          <Sentence usual={whole(D.steps)}>
            Steps from noise to picture; 0 takes the model’s one-step guess, more steps give more
            detail.
          </Sentence>
          <ControlSlider name="softness" min={0.01} max={0.5} step={0.01} format={percent} />
          <Sentence usual={percent(D.softness)}>
            How far light spreads, as a share of the longer side.
          </Sentence>
          <Toggle
            isOn={controls.lockDrift}
            isDisabled={isDisabled}
            onChange={(isOn) => setControl('lockDrift', isOn, isOn ? 'held' : 'free')}
          >
            Hold colours outside the strokes
          </Toggle>
          <Sentence usual="on">
            Keeps the photo from being washed out or darkened where nothing was painted.
          </Sentence>
          <Prompts />
          <Presets />
        </div>
      </DisclosurePanel>
    </Disclosure>
  );
}

function Sentence({ usual, children }: { readonly usual: string; readonly children: ReactNode }) {
  return (
    <p className="control-sentence">
      {children} Default: {usual}.
    </p>
  );
}
