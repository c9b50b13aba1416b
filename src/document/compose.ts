import { LayerRaster } from './layer-raster.ts';
import { isSeen, layersOf } from './layers.ts';
import { RASTER_TILE, tileParts } from './raster-frame.ts';
import type { DocumentRecord, Layer } from './records.ts';
import type { Size } from './size.ts';

/** Interleaved 8-bit sRGB: three channels of a photo, or four of strokes with their alpha. */
interface Picture extends Size {
  readonly data: Uint8Array;
}

/** How a layer's colour meets what is below, in sRGB-encoded values from 0 to 1. */
const BLENDS: Readonly<Record<Layer['intent'], (below: number, colour: number) => number>> = {
  colour: (_, colour) => colour,
  'make-up': (_, colour) => colour,
  light: (below, colour) => below + colour - below * colour,
  shadow: (below, colour) => below * colour,
};

/**
 * All visible strokes of a photo as one picture that looks the same when it is put over the photo:
 * colour and make-up cover, light brightens (screen) and shadow darkens (multiply), each by coverage
 * times the layer's opacity.
 * @param photo the photo's number and its full size, which strokes are in pixels of
 * @param small the photo in any smaller size: the result has the same. RGB
 * @returns RGBA; alpha is 0 where nothing is painted
 */
export function strokesPicture(
  records: Iterable<DocumentRecord>,
  photo: Size & { readonly id: number },
  small: Picture,
): { width: number; height: number; data: Uint8Array<ArrayBuffer> } {
  const { width, height, data } = small;
  const scale = Math.max(width, height) / Math.max(photo.width, photo.height);
  const frame = { width, height, scale, columns: Math.ceil(width / RASTER_TILE) };
  const whole = { left: 0, top: 0, right: width, bottom: height };
  const composite = Float32Array.from(
    { length: 3 * width * height },
    (_, i) => (data[i] as number) / 255,
  );
  /** How much of the photo is still seen. */
  const bare = new Float32Array(width * height).fill(1);
  for (const { layer, strokes } of layersOf(records, photo.id)) {
    if (!isSeen(layer)) continue;
    const raster = new LayerRaster(frame);
    for (const stroke of strokes) raster.draw(stroke);
    const blend = BLENDS[layer.intent];
    for (const { tile, x, y, part } of tileParts(frame, whole)) {
      const paint = raster.tiles.get(tile);
      if (!paint) continue;
      for (let row = part.top; row < part.bottom; row++) {
        for (let column = part.left; column < part.right; column++) {
          const at = 4 * (row * RASTER_TILE + column);
          const share = ((paint[at + 3] as number) / 255) * layer.opacity;
          if (share === 0) continue;
          const i = (y + row) * width + x + column;
          bare[i] = (bare[i] as number) * (1 - share);
          for (let c = 0; c < 3; c++) {
            const below = composite[3 * i + c] as number;
            const blended = blend(below, (paint[at + c] as number) / 255);
            composite[3 * i + c] = below + share * (blended - below);
          }
        }
      }
    }
  }
  return { width, height, data: strokesAlone(composite, bare, data) };
}

/** The picture, RGBA, that gives the composite when it is put over the photo. */
function strokesAlone(
  composite: Float32Array,
  bare: Float32Array,
  photo: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const result = new Uint8ClampedArray(4 * bare.length);
  for (let i = 0; i < bare.length; i++) {
    // Rounded up: with less alpha than its share, a colour could lie beyond black or white.
    const alpha = Math.ceil(255 * (1 - (bare[i] as number)) - SLACK) / 255;
    if (alpha <= 0) continue;
    for (let c = 0; c < 3; c++) {
      const seen = ((photo[3 * i + c] as number) / 255) * (1 - alpha);
      result[4 * i + c] = (255 * ((composite[3 * i + c] as number) - seen)) / alpha;
    }
    result[4 * i + 3] = 255 * alpha;
  }
  return new Uint8Array(result.buffer);
}

/** What the arithmetic of single precision may add to a share, in steps of 255. */
const SLACK = 1e-3;
