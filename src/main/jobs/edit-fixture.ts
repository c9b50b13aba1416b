import { join } from 'node:path';
import sharp from 'sharp';
import { WRITE_DEFAULTS } from '../photo/write-photo.ts';
import type { EditJob } from './edit.ts';
import { EMBEDDED_MODEL, EMBEDDED_SETTINGS } from './embedded-model.ts';
import { EXPLORE_DEFAULTS } from './explore.ts';

/** Size of the photo that tests edit. */
export const EDIT_SIZE = { width: 160, height: 120 } as const;

/** Writes a photo and a stroke for tests into a folder. @returns an edit of them */
export async function writeEditPictures(folder: string): Promise<EditJob> {
  const at = (name: string) => join(folder, name);
  const svg = (body: string) => {
    const size = `width="${EDIT_SIZE.width}" height="${EDIT_SIZE.height}" viewBox="0 0 320 240"`;
    return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" ${size}>${body}</svg>`);
  };
  const wall = '<rect width="320" height="240" fill="#7d7468"/>';
  const vase = '<ellipse cx="150" cy="130" rx="60" ry="80" fill="#2f5d8c"/>';
  await sharp(svg(wall + vase))
    .removeAlpha()
    .png()
    .toFile(at('photo.png'));
  const stroke =
    '<path d="M130 90 L150 160" stroke="#e07a3c" stroke-width="30" stroke-opacity="0.8"/>';
  await sharp(svg(stroke)).png().toFile(at('strokes.png'));
  return {
    ...EMBEDDED_SETTINGS,
    photo: at('photo.png'),
    strokes: at('strokes.png'),
    out: at('out.png'),
    ...EXPLORE_DEFAULTS,
    with: [],
    sigma: 0.45,
    strength: 1,
    model: EMBEDDED_MODEL,
    tuned: undefined,
    saveTuned: undefined,
    report: undefined,
    fidelity: false,
    // Nothing said of it: what is takes a second to write.
    write: { ...WRITE_DEFAULTS, metadata: 'none', mark: false },
    feather: 0.1,
  };
}
