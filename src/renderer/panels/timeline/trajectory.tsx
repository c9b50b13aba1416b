import { Pin, PinOff } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { Slider, SliderTrack } from 'react-aria-components';
import { pinId } from '../../../document/record-id.ts';
import type { RunState } from '../../../preload/run-state.ts';
import { marksOf } from '../../state/cluster-marks.ts';
import { photoOf, useExplorations, useIsLocked } from '../../state/current.ts';
import type { Exploration } from '../../state/explorations.ts';
import { pickOf } from '../../state/look.ts';
import { pin } from '../../state/results.ts';
import { useStore } from '../../state/store.ts';
import { membersOf, periodOf } from '../../state/trajectory.ts';
import { look } from '../../state/view.ts';
import { Choice } from '../widgets/choice.tsx';
import { IconButton } from '../widgets/icon-button.tsx';
import { Thumb } from '../widgets/thumb.tsx';
import type { Emphasis } from './dots.ts';
import { MapPlot } from './map-plot.tsx';
import { PinMenu } from './pin-menu.tsx';
import { TimelinePlot } from './timeline-plot.tsx';
import './trajectory.css';

/** How an exploration came to its results: its timeline, which can be scrubbed, and its map. */
export function Trajectory() {
  const { shown } = useExplorations();
  return (
    <section className="trajectory" aria-label="Timeline">
      {shown ? (
        <RunView exploration={shown} key={shown.edit} />
      ) : (
        <p className="gallery-empty quiet">
          How the results were found: one dot per iteration, and a map of all of them.
        </p>
      )}
    </section>
  );
}

function RunView({ exploration: { runs, clusters } }: { readonly exploration: Exploration }) {
  const selected = useStore(({ viewing, records, runs: all, project }) => {
    const photo = photoOf({ project });
    const applied = photo ? pickOf(records, all, photo.id)[0]?.cluster : undefined;
    return viewing.selectedCluster ?? applied ?? null;
  });
  const [chosen, setChosen] = useState<number | null>(null);
  // A card that is selected, or applied, brings its run along.
  useEffect(() => {
    const own = runs.find((one) => one.clusters.some(({ id }) => id === selected));
    if (own) setChosen(own.id);
  }, [runs, selected]);
  const run = runs.find(({ id }) => id === chosen) ?? runs.at(-1);
  const marks = useMemo(() => marksOf(clusters), [clusters]);
  const emphasis = useEmphasis();
  if (!run) return null;
  const current = run.iterates.find(({ id }) => id === emphasis.shown) ?? null;
  const hover = (hoveredIterate: number | null) => look({ hoveredIterate });
  const others = runs.filter(({ id }) => id !== run.id);
  return (
    <>
      <div className="trajectory-head">
        <h2>Timeline</h2>
        {runs.length > 1 && (
          <Choice
            label="Run"
            isLabelHidden
            isSlight
            choices={runs.map((one, index) => ({ key: `${one.id}`, name: `Run ${index + 1}` }))}
            chosen={`${run.id}`}
            onChoose={(key) => setChosen(Number(key))}
          />
        )}
        <span className="trajectory-words quiet small">{wordsOf(run)}</span>
        <PinMenu onChoose={scrubTo} />
        <PinButton run={run} iterate={current?.id ?? null} />
      </div>
      <div className="trajectory-plots">
        <div className="timeline">
          <TimelinePlot
            run={run}
            others={others}
            marks={marks}
            emphasis={emphasis}
            onHover={hover}
            onPick={scrubTo}
          />
          <Scrubber run={run} current={current?.step ?? null} />
        </div>
        {run.plane.length > 2 && (
          <MapPlot run={run} marks={marks} emphasis={emphasis} onHover={hover} onPick={scrubTo} />
        )}
      </div>
    </>
  );
}

function useEmphasis(): Emphasis {
  const shown = useStore(({ viewing }) =>
    viewing.shown.kind === 'iterate' ? viewing.shown.iterate : null,
  );
  const hovered = useStore(({ viewing }) => viewing.hoveredIterate);
  const cluster = useStore(({ viewing }) => viewing.hoveredCluster);
  const records = useStore((state) => state.records);
  return useMemo(() => {
    const pins = [...records.values()].filter((record) => record.kind === 'pin');
    return { shown, hovered, cluster, pinned: new Set(pins.map(({ iterate }) => iterate)) };
  }, [shown, hovered, cluster, records]);
}

function scrubTo(iterate: number): void {
  look({ shown: { kind: 'iterate', iterate }, selectedCluster: null, blend: null });
}

/** Moves through the iterates of a run; the canvas follows. */
function Scrubber({ run, current }: { readonly run: RunState; readonly current: number | null }) {
  const last = run.iterates.length - 1;
  const members = membersOf(run);
  const place = run.iterates.findIndex(({ step }) => step === current);
  const member = members[place];
  const label = run.clusters.find(({ id }) => id === member)?.label;
  return (
    <Slider
      className={`scrubber ${current === null ? 'idle' : ''}`}
      aria-label="Iteration"
      minValue={0}
      maxValue={Math.max(1, run.iterations, last)}
      value={current ?? 0}
      isDisabled={last < 0}
      onChange={(step) => {
        const iterate = run.iterates[Math.min(step, last)];
        if (iterate) scrubTo(iterate.id);
      }}
    >
      <SliderTrack className="slider-track">
        <Thumb text={`Iteration ${current ?? 0}${label ? `, ${label}` : ''}`} />
      </SliderTrack>
    </Slider>
  );
}

function PinButton({ run, iterate }: { readonly run: RunState; readonly iterate: number | null }) {
  const isPinned = useStore(({ records }) => iterate !== null && records.has(pinId(iterate)));
  const isLocked = useIsLocked();
  const step = run.iterates.find(({ id }) => id === iterate)?.step;
  return (
    <IconButton
      label={isPinned ? 'Unpin this iterate' : 'Pin this iterate'}
      icon={isPinned ? PinOff : Pin}
      isDisabled={iterate === null || isLocked}
      onPress={() =>
        iterate !== null && pin(iterate, `noise ${run.sigma.toFixed(2)}, iterate ${step}`)
      }
    />
  );
}

/** What runs of these periods do. */
const PERIODS: Readonly<Record<number, string>> = { 1: 'settles', 2: 'alternates' };

/** What a run came to, in a few words. */
function wordsOf(run: RunState): string {
  const period = periodOf(run);
  const level = `noise ${run.sigma.toFixed(2)}`;
  if (run.outcome === 'running') return `${level} · running`;
  if (run.outcome === 'failed') return run.message ?? 'failed';
  if (run.outcome !== 'done') return `${level} · ${run.outcome}`;
  return `${level} · ${period === null ? 'wanders' : (PERIODS[period] ?? `cycle of ${period}`)}`;
}
