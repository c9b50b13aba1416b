import { readdirSync, readFileSync, statSync } from 'node:fs';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { strokesPicture } from '../../../src/document/compose.ts';
import { samplePhoto, sampleStrokes } from '../../../src/main/editor/sample.ts';

const FOLDER = 'resources/sample';

test('the picture of the strokes is what the records draw', async () => {
  const { bytes, width, height } = await samplePhoto();
  const data = await sharp(bytes).removeAlpha().raw().toBuffer();
  const drawn = strokesPicture(sampleStrokes(), { id: 1, width, height }, { width, height, data });
  const file = await sharp(readFileSync(`${FOLDER}/strokes.png`))
    .raw()
    .toBuffer();
  // Where nothing is painted, a PNG may forget the colour.
  const seen = (picture: Uint8Array) => picture.filter((_, i) => (picture[i | 3] as number) > 0);
  expect(Buffer.compare(seen(file), seen(drawn.data))).toBe(0);
});

test('the sample weighs little in a download', () => {
  const size = readdirSync(FOLDER).reduce(
    (sum, name) => sum + statSync(`${FOLDER}/${name}`).size,
    0,
  );
  expect(size).toBeLessThan(1.5e6);
});
