/**
 * Draws the sample's strokes as a transparent picture beside them, for the command line.
 *
 *     node bench/scenes/sample/draw-strokes.ts
 */

import sharp from 'sharp';
import { strokesPicture } from '../../../src/document/compose.ts';
import { samplePhoto, sampleStrokes } from '../../../src/main/editor/sample.ts';

/** The photo's number in the sample's project. */
const PHOTO = 1;

const { bytes, width, height } = await samplePhoto();
const data = await sharp(bytes).removeAlpha().raw().toBuffer();
const picture = strokesPicture(
  sampleStrokes(),
  { id: PHOTO, width, height },
  { width, height, data },
);
await sharp(picture.data, { raw: { width, height, channels: 4 } })
  .png({ compressionLevel: 9 })
  .toFile('resources/sample/strokes.png');
