import Konva from 'konva';
import type { Placement } from './camera.ts';
import type { PaintedArea } from './painted-area.ts';

/** Milliseconds between steps of the dashes, and how far each goes in CSS pixels. */
const PACE = { every: 120, step: 1 };

const DASH = [5, 5];

/** The edge of the area as a thin moving dash, and its feather as a fainter one that stands still. */
export class AreaLines {
  readonly layer = new Konva.Layer({ listening: false });
  private readonly group = new Konva.Group();
  private readonly edge = lines(1);
  private readonly feather = lines(0.45);
  private readonly stillness = matchMedia('(prefers-reduced-motion: reduce)');
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    this.group.add(...this.feather, ...this.edge);
    this.layer.add(this.group);
  }

  show({ edge, feather }: PaintedArea, { scale, x, y }: Placement): void {
    for (const path of this.edge) path.data(edge.map(pathOf).join(''));
    for (const path of this.feather) path.data(feather.map(pathOf).join(''));
    this.group.setAttrs({ x, y, scaleX: scale, scaleY: scale });
    if (edge.length === 0) {
      this.hide();
      return;
    }
    this.layer.visible(true);
    this.layer.batchDraw();
    this.timer ??= setInterval(() => this.step(), PACE.every);
  }

  /** Shows none until `show()`. An empty layer would have to be laid over the picture all the same. */
  hide(): void {
    this.layer.visible(false);
    this.stop();
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private step(): void {
    if (this.stillness.matches || document.hidden) return;
    const [, moving] = this.edge;
    moving.dashOffset(moving.dashOffset() - PACE.step);
    this.layer.batchDraw();
  }
}

/** A dark line and light dashes on it, to be seen on anything. */
function lines(opacity: number): readonly [Konva.Path, Konva.Path] {
  const thin = { strokeWidth: 1, strokeScaleEnabled: false, opacity };
  return [
    new Konva.Path({ ...thin, stroke: 'rgba(0, 0, 0, 0.75)' }),
    new Konva.Path({ ...thin, stroke: '#ffffff', dash: DASH }),
  ];
}

function pathOf(ring: PaintedArea['edge'][number]): string {
  return ring.length === 0
    ? ''
    : `M${ring.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}Z`;
}
