import { useMemo } from 'react';
import type { RunState } from '../../../preload/run-state.ts';
import type { ClusterMark } from '../../state/cluster-marks.ts';
import { centresOf, membersOf } from '../../state/trajectory.ts';
import { dotsOf, type Emphasis } from './dots.ts';
import { Plot, type PlotOption } from './plot.tsx';
import { usePlotColours } from './plot-colours.ts';

interface MapPlotProps {
  readonly run: RunState;
  readonly marks: ReadonlyMap<number, ClusterMark>;
  readonly emphasis: Emphasis;
  readonly onHover: (iterate: number | null) => void;
  readonly onPick: (iterate: number) => void;
}

/** The trajectory in the plane of its two leading directions, with the middle of each cluster ringed. */
export function MapPlot({ run, marks, emphasis, onHover, onPick }: MapPlotProps) {
  const colours = usePlotColours();
  const option = useMemo((): PlotOption => {
    const axis = { type: 'value', scale: true, show: false } as const;
    const centres = [...centresOf(run)];
    return {
      grid: { left: 16, right: 16, top: 14, bottom: 14 },
      xAxis: axis,
      yAxis: axis,
      series: [
        {
          type: 'line',
          data: run.plane.map((point) => [...point]),
          showSymbol: false,
          silent: true,
          lineStyle: { color: colours.line, width: 1 },
        },
        {
          type: 'scatter',
          silent: true,
          data: dotsOf(run.plane, run, membersOf(run), marks, emphasis, colours),
        },
        {
          type: 'scatter',
          silent: true,
          symbol: 'circle',
          symbolSize: 24,
          data: centres.map(([cluster, centre]) => ({
            value: [...centre],
            itemStyle: {
              color: 'transparent',
              borderColor: marks.get(cluster)?.colour ?? colours.quiet,
              borderWidth: cluster === emphasis.cluster ? 3 : 1.5,
            },
          })),
        },
      ],
    };
  }, [run, marks, emphasis, colours]);
  const idOf = (index: number) => run.iterates[index]?.id ?? null;
  return (
    <Plot
      label={`Map of the trajectory, with ${centresOf(run).size} clusters`}
      option={option}
      points={run.plane}
      isAlongX={false}
      onHover={(index) => onHover(index === null ? null : idOf(index))}
      onPick={(index) => {
        const iterate = idOf(index);
        if (iterate !== null) onPick(iterate);
      }}
    />
  );
}
