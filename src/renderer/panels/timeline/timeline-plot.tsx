import { useMemo } from 'react';
import type { RunState } from '../../../preload/run-state.ts';
import type { ClusterMark } from '../../state/cluster-marks.ts';
import { membersOf } from '../../state/trajectory.ts';
import { dotsOf, type Emphasis } from './dots.ts';
import { Plot, type PlotOption } from './plot.tsx';
import { usePlotColours } from './plot-colours.ts';

interface TimelinePlotProps {
  readonly run: RunState;
  /** Other runs of the exploration, drawn faintly. */
  readonly others: readonly RunState[];
  readonly marks: ReadonlyMap<number, ClusterMark>;
  readonly emphasis: Emphasis;
  readonly onHover: (iterate: number | null) => void;
  readonly onPick: (iterate: number) => void;
}

/** Residual over iterations: where a run settles, and between which clusters it goes back and forth. */
export function TimelinePlot({ run, others, marks, emphasis, onHover, onPick }: TimelinePlotProps) {
  const colours = usePlotColours();
  const points = useMemo(() => pointsOf(run), [run]);
  const option = useMemo((): PlotOption => {
    const label = { color: colours.quiet, fontSize: 11, fontFamily: 'Inter Variable' };
    return {
      grid: { left: 40, right: 16, top: 8, bottom: 20 },
      xAxis: {
        type: 'value',
        min: 0,
        max: Math.max(run.iterations - 1, ...run.iterates.map(({ step }) => step)),
        minInterval: 1,
        axisLabel: { ...label, hideOverlap: true, margin: 6 },
        axisLine: { lineStyle: { color: colours.line } },
        axisTick: { show: false },
        splitLine: { show: false },
      },
      yAxis: {
        type: 'value',
        ...rangeOf([run, ...others].flatMap(pointsOf)),
        splitNumber: 2,
        axisLabel: {
          ...label,
          showMinLabel: false,
          showMaxLabel: false,
          formatter: (value: number) => value.toPrecision(2),
        },
        splitLine: { lineStyle: { color: colours.line } },
      },
      series: [
        ...others.map(
          (other): LineOf => ({
            type: 'line',
            data: pointsOf(other).map((point) => [...point]),
            showSymbol: false,
            silent: true,
            lineStyle: { color: colours.line, width: 1 },
          }),
        ),
        {
          type: 'line',
          data: points.map((point) => [...point]),
          showSymbol: false,
          silent: true,
          lineStyle: { color: colours.quiet, width: 1 },
        },
        {
          type: 'scatter',
          silent: true,
          data: dotsOf(points, run, membersOf(run), marks, emphasis, colours),
        },
      ],
    };
  }, [run, others, marks, emphasis, colours, points]);
  const idOf = (index: number) => run.iterates[index]?.id ?? null;
  return (
    <Plot
      label={`Residual over ${run.iterates.length} iterations`}
      option={option}
      points={points}
      isAlongX
      onHover={(index) => onHover(index === null ? null : idOf(index))}
      onPick={(index) => {
        const iterate = idOf(index);
        if (iterate !== null) onPick(iterate);
      }}
    />
  );
}

type LineOf = Extract<
  Exclude<PlotOption['series'], undefined | readonly unknown[]>,
  { type?: 'line' }
>;

/** A range with some air around residuals. */
function rangeOf(points: readonly (readonly [number, number])[]) {
  const residuals = points.map(([, residual]) => residual);
  const [least, most] = [Math.min(...residuals), Math.max(...residuals)];
  const air = 0.1 * (most - least || most || 1);
  return { min: least - air, max: most + air };
}

function pointsOf({ iterates }: RunState): readonly (readonly [number, number])[] {
  return iterates.map(({ step, residual }) => [step, residual] as const);
}
