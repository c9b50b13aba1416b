/**
 * Makes a photo of the rendered still life, as a lab would of a negative: contrast, warmth, a lens that
 * darkens to its corners, and grain.
 *
 *     node bench/scenes/sample/develop.ts RENDER.png
 */

import { ExifTool } from 'exiftool-vendored';
import sharp from 'sharp';
import { Random } from '../../../src/main/engine/sampling/random.ts';
import { gaussianBlur } from '../../../src/main/photo/gaussian-blur.ts';
import type { Planes } from '../../../src/main/photo/planes.ts';

const OUT = 'resources/sample/still-life.jpg';
const SEED = 1;

/** How far tones are bent into an S. */
const CONTRAST = 0.35;
/** Gains of red, green and blue: in the lights a lamp's warmth, in the shadows a little of the sky's. */
const LIGHTS = [1.015, 1.0, 0.965];
const SHADOWS = [0.985, 0.995, 1.02];
/** What the corners lose. */
const FALLOFF = 0.3;
/** Of the grain, in the middle tones, and its size in pixels. */
const GRAIN = 0.005;
const GRAIN_SIZE = 0.65;

const TAGS = [
  '-XMP-dc:Title=Still life with pears',
  '-EXIF:ImageDescription=Still life with pears',
  '-EXIF:Copyright=The Penumbra contributors, Apache-2.0',
  '-XMP-dc:Rights=The Penumbra contributors, Apache-2.0',
  // A picture made by hand on a computer, not taken and not generated.
  '-XMP-iptcExt:DigitalSourceType=http://cv.iptc.org/newscodes/digitalsourcetype/digitalCreation',
];

const [render] = process.argv.slice(2);
if (render === undefined) throw new Error('name the rendered picture: develop.ts RENDER.png');
const { data, info } = await sharp(render)
  .removeAlpha()
  .toColourspace('rgb16')
  .raw({ depth: 'ushort' })
  .toBuffer({ resolveWithObject: true });
const { width, height } = info;
const values = new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
const grain = grainOf(width, height);

const bytes = new Uint8Array(values.length);
for (let i = 0; i < width * height; i++) {
  const [x, y] = [(2 * (i % width)) / width - 1, (2 * Math.floor(i / width)) / height - 1];
  const corner = (x * x + y * y) / 2;
  const gain = 1 - FALLOFF * corner * corner;
  for (let c = 0; c < 3; c++) {
    const light = ((values[3 * i + c] as number) / 65535) * gain;
    const toned = light + CONTRAST * (light * light * (3 - 2 * light) - light);
    const [dark, bright] = [SHADOWS[c] as number, LIGHTS[c] as number];
    const warm = toned * (dark + (bright - dark) * toned);
    const speck = (grain[i] as number) * GRAIN * (0.35 + 2.6 * warm * (1 - warm));
    bytes[3 * i + c] = Math.max(0, Math.min(255, Math.round(255 * (warm + speck))));
  }
}
await sharp(bytes, { raw: { width, height, channels: 3 } })
  .withIccProfile('srgb')
  .jpeg({ quality: 92, chromaSubsampling: '4:4:4' })
  .toFile(OUT);
const exiftool = new ExifTool({ maxProcs: 1 });
try {
  await exiftool.write(OUT, {}, { writeArgs: [...TAGS, '-overwrite_original'] });
} finally {
  await exiftool.end();
}

/** Clumps of silver of a size, of variance 1: the same in every colour, as of a monochrome layer. */
function grainOf(width: number, height: number): Float32Array {
  const plane = width * height;
  const drawn = new Random(SEED).normals(plane);
  const noise: Planes = { width, height, data: new Float32Array(3 * plane) };
  noise.data.set(drawn);
  const clumps = gaussianBlur(noise, GRAIN_SIZE).data.subarray(0, plane);
  const variance = clumps.reduce((sum, value) => sum + value * value, 0) / plane;
  return clumps.map((value) => value / Math.sqrt(variance));
}
