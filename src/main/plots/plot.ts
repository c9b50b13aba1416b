import { init } from 'echarts';
import { replaceFile } from '../files/replace-file.ts';

/** Points of one kind in a plot. */
export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** `line` joins the points in their order, `dots` does not. */
  readonly as: 'line' | 'dots' | 'marked line';
}

export interface Plot {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly series: readonly Series[];
  /** Whether a step is as long on either axis, as for points of a plane. */
  readonly isPlane?: boolean;
}

const WIDTH = 720;
const HEIGHT = 480;

/** Side of the square that a plane is drawn in, and the margins around what is drawn. */
const PLANE = 400;
const [LEFT, RIGHT, TOP, BOTTOM] = [64, 24, 48, 84];

/** Colours that stay apart for readers who see no red or green (Okabe & Ito 2008). */
const COLOURS = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#999999'];

/** Writes a plot as an SVG picture. */
export function writePlot(path: string, plot: Plot): void {
  replaceFile(path, drawPlot(plot));
}

function drawPlot({ title, x, y, series, isPlane }: Plot): string {
  const bounds = isPlane ? squareBounds(series) : { x: {}, y: {} };
  const axis = (name: string, within: object) => ({
    type: 'value' as const,
    name,
    nameLocation: 'middle' as const,
    nameGap: 32,
    scale: true,
    axisLine: { onZero: false },
    ...within,
  });
  const chart = init(null, null, {
    renderer: 'svg',
    ssr: true,
    width: isPlane ? PLANE + LEFT + RIGHT : WIDTH,
    height: isPlane ? PLANE + TOP + BOTTOM : HEIGHT,
  });
  try {
    chart.setOption({
      animation: false,
      backgroundColor: '#ffffff',
      color: COLOURS,
      title: { text: title, left: 'center', top: 8, textStyle: { fontSize: 15 } },
      // Without a screen, the widths of words are guessed too small.
      legend: { bottom: 6, itemGap: 40, itemWidth: 18 },
      grid: { left: LEFT, right: RIGHT, top: TOP, bottom: BOTTOM, outerBoundsMode: 'none' },
      xAxis: axis(x, bounds.x),
      yAxis: { ...axis(y, bounds.y), nameGap: 44 },
      series: series.map(({ name, points, as }) => ({
        name,
        type: as === 'dots' ? ('scatter' as const) : ('line' as const),
        data: points.map((point) => [...point]),
        symbolSize: as === 'dots' ? 8 : 5,
        showSymbol: as === 'marked line',
        lineStyle: { width: as === 'line' ? 1 : 1.5 },
      })),
    });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}

/** A square that holds all points, so that the plane is not stretched. */
function squareBounds(series: readonly Series[]) {
  const points = series.flatMap((one) => one.points);
  const range = (axis: 0 | 1) => {
    const values = points.map((point) => point[axis]);
    return { low: Math.min(...values), high: Math.max(...values) };
  };
  const [across, up] = [range(0), range(1)];
  const half = 0.55 * Math.max(across.high - across.low, up.high - up.low, 1e-6);
  const around = ({ low, high }: { low: number; high: number }) => {
    const [min, max] = [(low + high) / 2 - half, (low + high) / 2 + half];
    return { min, max, axisLabel: { showMinLabel: false, showMaxLabel: false } };
  };
  return { x: around(across), y: around(up) };
}
