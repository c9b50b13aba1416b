import sharp from 'sharp';
import { replaceFile } from '../files/replace-file.ts';

/** Pixels between the pictures of a sheet. */
const GAP = 4;

/**
 * Writes pictures of one size side by side as a PNG, row by row.
 * @param rows of pictures `[3, side, side]` in [−1, 1]; what is beyond is clipped
 */
export async function writeSheet(
  path: string,
  rows: readonly (readonly Float32Array[])[],
  side: number,
): Promise<void> {
  const columns = Math.max(...rows.map((row) => row.length));
  const width = columns * (side + GAP) + GAP;
  const height = rows.length * (side + GAP) + GAP;
  const sheet = new Uint8Array(3 * width * height).fill(22);
  for (const [row, pictures] of rows.entries()) {
    for (const [column, picture] of pictures.entries()) {
      const left = column * (side + GAP) + GAP;
      const top = row * (side + GAP) + GAP;
      for (let i = 0; i < side * side; i++) {
        const at = 3 * ((top + Math.floor(i / side)) * width + left + (i % side));
        for (let c = 0; c < 3; c++) {
          const value = 127.5 * ((picture[c * side * side + i] ?? 0) + 1);
          sheet[at + c] = Math.max(0, Math.min(255, Math.round(value)));
        }
      }
    }
  }
  replaceFile(
    path,
    await sharp(sheet, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer(),
  );
}
