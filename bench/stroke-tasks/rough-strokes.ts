import { boxMean } from '../../src/main/photo/box-mean.ts';
import type { Planes } from '../../src/main/photo/planes.ts';
import type { StrokeTask } from './stroke-task.ts';

/** Discs that are painted at most, and their radius over the longer side. */
const DABS = 5;
const RADIUS = 0.07;

/** The change between dabs is looked for in means of this radius over the longer side. */
const LOOK = 0.03;

/** No dab where the change is less than this share of the greatest. */
const FAINT = 0.5;

/**
 * Paints what a hand in a hurry would to get from a picture to another: where the change is
 * greatest, flat discs with hard edges, each in the mean colour of what should be there.
 */
export function roughStrokes(
  photo: Planes,
  truth: Planes,
): Pick<StrokeTask, 'painted' | 'opacity'> {
  const { width, height } = photo;
  const longer = Math.max(width, height);
  const change = magnitude(photo, truth, Math.max(1, Math.round(LOOK * longer)));
  const greatest = change.reduce((a, b) => Math.max(a, b));
  const radius = RADIUS * longer;
  const painted = photo.data.slice();
  const opacity = new Float32Array(width * height);
  for (let dab = 0; dab < DABS; dab++) {
    const at = change.reduce((best, value, i) => (value > (change[best] as number) ? i : best), 0);
    if ((change[at] as number) < FAINT * greatest) break;
    const disc = pixelsWithin(at, radius, photo);
    for (let c = 0; c < 3; c++) {
      const plane = c * width * height;
      const total = disc.reduce((sum, i) => sum + (truth.data[plane + i] as number), 0);
      for (const i of disc) painted[plane + i] = total / disc.length;
    }
    for (const i of disc) opacity[i] = 1;
    // Dabs touch, as those of a hand do, but do not lie on each other.
    for (const i of pixelsWithin(at, 1.7 * radius, photo)) change[i] = 0;
  }
  return { painted: { ...photo, data: painted }, opacity };
}

function magnitude(photo: Planes, truth: Planes, radius: number): Float32Array {
  const { width, height } = photo;
  const total = new Float32Array(width * height);
  for (let c = 0; c < 3; c++) {
    const plane = total.map((_, i) => {
      const at = c * total.length + i;
      return (truth.data[at] as number) - (photo.data[at] as number);
    });
    for (const [i, value] of boxMean(plane, width, height, radius).entries()) {
      total[i] = (total[i] as number) + value * value;
    }
  }
  return total.map(Math.sqrt);
}

function pixelsWithin(centre: number, radius: number, { width, height }: Planes): number[] {
  const [cx, cy] = [centre % width, Math.floor(centre / width)];
  const found: number[] = [];
  for (let y = Math.max(0, Math.ceil(cy - radius)); y <= Math.min(height - 1, cy + radius); y++) {
    for (let x = Math.max(0, Math.ceil(cx - radius)); x <= Math.min(width - 1, cx + radius); x++) {
      if ((x - cx) ** 2 + (y - cy) ** 2 <= radius * radius) found.push(y * width + x);
    }
  }
  return found;
}
