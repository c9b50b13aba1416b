import type { ScatterSeriesOption } from 'echarts/charts';
import type { RunState } from '../../../preload/run-state.ts';
import type { ClusterMark } from '../../state/cluster-marks.ts';
import type { PlotColours } from './plot-colours.ts';

/** Which iterates stand out. */
export interface Emphasis {
  /** The one that the canvas shows. */
  readonly shown: number | null;
  readonly hovered: number | null;
  /** The cluster whose card is under the pointer. */
  readonly cluster: number | null;
  readonly pinned: ReadonlySet<number>;
}

type Dots = NonNullable<ScatterSeriesOption['data']>;

/** A dot for every iterate with its cluster's mark, grey where it belongs to none; the same in timeline and map. */
export function dotsOf(
  points: readonly (readonly [number, number])[],
  { iterates }: Pick<RunState, 'iterates'>,
  members: readonly (number | null)[],
  marks: ReadonlyMap<number, ClusterMark>,
  { shown, hovered, cluster, pinned }: Emphasis,
  { text, quiet }: PlotColours,
): Dots {
  return points.map((point, k) => {
    const iterate = iterates[k]?.id ?? null;
    const member = members[k] ?? null;
    const mark = member === null ? undefined : marks.get(member);
    const stands = iterate !== null && (iterate === shown || iterate === hovered);
    const isFaded = cluster !== null && members.includes(cluster) && member !== cluster;
    const isPinned = iterate !== null && pinned.has(iterate);
    return {
      value: [...point],
      symbol: mark ? `path://${mark.path}` : 'circle',
      symbolSize: stands ? 13 : mark ? 9 : 5,
      itemStyle: {
        color: mark?.colour ?? quiet,
        opacity: isFaded ? 0.25 : 1,
        borderColor: text,
        borderWidth: stands || isPinned ? 2 : 0,
      },
    };
  });
}
