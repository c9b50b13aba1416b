import sharp from 'sharp';
import { replaceFile } from '../files/replace-file.ts';
import { encodePng } from './encode-png.ts';
import { type Planes, toPixels } from './planes.ts';

/** Pixels between the pictures of a sheet. */
const GAP = 4;

/** Writes a picture as a PNG. */
export async function writePicture(path: string, picture: Planes): Promise<void> {
  replaceFile(path, await encodePng(toPixels(picture)));
}

/** Writes pictures of one size side by side as a PNG, row by row. */
export async function writeSheet(
  path: string,
  rows: readonly (readonly Planes[])[],
): Promise<void> {
  const columns = Math.max(...rows.map((row) => row.length));
  const [{ width, height }] = rows.flat() as [Planes];
  const pictures = rows.flatMap((row, y) =>
    row.map((picture, x) => ({
      input: Buffer.from(toPixels(picture).data),
      raw: { width, height, channels: 3 as const },
      left: GAP + x * (width + GAP),
      top: GAP + y * (height + GAP),
    })),
  );
  const sheet = sharp({
    create: {
      width: GAP + columns * (width + GAP),
      height: GAP + rows.length * (height + GAP),
      channels: 3,
      background: { r: 22, g: 22, b: 22 },
    },
  });
  replaceFile(path, await sheet.composite(pictures).png().toBuffer());
}
