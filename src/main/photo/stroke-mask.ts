import sharp from 'sharp';
import type { Strokes } from './strokes.ts';

/**
 * The area of strokes in a photo's size, one byte a pixel, with a soft edge outside of them.
 * @param feather width of the edge in pixels; 0 for none
 */
export async function strokeMask(
  { width, height, data }: Strokes,
  to: { readonly width: number; readonly height: number },
  feather: number,
): Promise<Uint8Array> {
  const alpha = Uint8Array.from({ length: width * height }, (_, i) => (data[4 * i + 3] ? 255 : 0));
  const hard = await sharp(alpha, { raw: { width, height, channels: 1 } })
    .resize(to.width, to.height, { fit: 'fill', kernel: 'nearest' })
    .toColourspace('b-w')
    .raw()
    .toBuffer();
  if (feather < 1) return hard;
  const distances = distanceOutside(hard, to.width, to.height);
  // Half a cosine: the edge begins and ends without a visible line.
  return Uint8Array.from(distances, (distance) =>
    distance >= feather ? 0 : Math.round(127.5 * (1 + Math.cos((Math.PI * distance) / feather))),
  );
}

/** Distance of every pixel to the nearest of a mask, by the chamfer 3-4 metric (Borgefors 1986). */
function distanceOutside(mask: Uint8Array, width: number, height: number): Float32Array {
  const distance = Float32Array.from(mask, (value) => (value > 0 ? 0 : Number.POSITIVE_INFINITY));
  const [straight, diagonal] = [1, 4 / 3];
  const pass = (from: number, to: number, step: number) => {
    for (let y = from; y !== to; y += step) {
      for (let i = 0; i < width; i++) {
        const x = step > 0 ? i : width - 1 - i;
        const at = y * width + x;
        let best = distance[at] as number;
        const visit = (dx: number, dy: number, cost: number) => {
          const [nx, ny] = [x + dx, y + dy];
          if (nx < 0 || nx >= width || ny < 0 || ny >= height) return;
          best = Math.min(best, (distance[ny * width + nx] as number) + cost);
        };
        visit(-step, 0, straight);
        visit(0, -step, straight);
        visit(-step, -step, diagonal);
        visit(step, -step, diagonal);
        distance[at] = best;
      }
    }
  };
  pass(0, height, 1);
  pass(height - 1, -1, -1);
  return distance;
}
