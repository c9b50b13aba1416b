import {
  LineChart,
  type LineSeriesOption,
  ScatterChart,
  type ScatterSeriesOption,
} from 'echarts/charts';
import { GridComponent, type GridComponentOption } from 'echarts/components';
import { type ComposeOption, type EChartsType, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';

use([LineChart, ScatterChart, GridComponent, CanvasRenderer]);

export type PlotOption = ComposeOption<
  LineSeriesOption | ScatterSeriesOption | GridComponentOption
>;

interface PlotProps {
  /** What a screen reader says of it. */
  readonly label: string;
  readonly option: PlotOption;
  /** What can be pointed at, in the units of the axes. */
  readonly points: readonly (readonly [number, number])[];
  /** Whether what lies nearest is looked for along the horizontal axis only. */
  readonly isAlongX: boolean;
  /** Hears which point is pointed at. */
  readonly onHover: (index: number | null) => void;
  /** Hears which point is pressed, and each that is dragged over. */
  readonly onPick: (index: number) => void;
}

/** Pixels within which a point is pointed at. */
const REACH = 24;

/** A plot by ECharts. Keyboards and screen readers use what stands beside it. */
export function Plot({ label, option, points, isAlongX, onHover, onPick }: PlotProps) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(null);
  const latest = useRef({ points, isAlongX, onHover, onPick });
  latest.current = { points, isAlongX, onHover, onPick };

  useEffect(() => {
    if (!place.current) return;
    const made = init(place.current);
    chart.current = made;
    const sized = new ResizeObserver(() => made.resize());
    sized.observe(place.current);
    let isPressed = false;
    const pick = (index: number | null) => index !== null && latest.current.onPick(index);
    const pointer = made.getZr();
    pointer.on('mousemove', ({ offsetX, offsetY }) => {
      const index = nearest(made, latest.current, offsetX, offsetY);
      latest.current.onHover(index);
      if (isPressed) pick(index);
    });
    pointer.on('mousedown', ({ offsetX, offsetY }) => {
      isPressed = true;
      pick(nearest(made, latest.current, offsetX, offsetY));
    });
    pointer.on('mouseup', () => {
      isPressed = false;
    });
    pointer.on('globalout', () => {
      isPressed = false;
      latest.current.onHover(null);
    });
    return () => {
      sized.disconnect();
      made.dispose();
    };
  }, []);

  useEffect(() => {
    chart.current?.setOption({ animation: false, ...option }, { notMerge: true });
  }, [option]);

  return <div ref={place} className="plot" role="img" aria-label={label} />;
}

function nearest(
  chart: EChartsType,
  { points, isAlongX }: Pick<PlotProps, 'points' | 'isAlongX'>,
  x: number,
  y: number,
): number | null {
  let [best, least] = [-1, isAlongX ? Number.POSITIVE_INFINITY : REACH];
  for (const [index, point] of points.entries()) {
    const [px = 0, py = 0] = chart.convertToPixel({ gridIndex: 0 }, [...point]);
    const distance = isAlongX ? Math.abs(px - x) : Math.hypot(px - x, py - y);
    if (distance < least) [best, least] = [index, distance];
  }
  return best < 0 ? null : best;
}
