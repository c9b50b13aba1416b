import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { modelPicture, openPhoto, rgbRaster } from '../../src/main/photo/open-photo.ts';
import { PictureError } from '../../src/main/photo/picture-file.ts';

/** What opening a damaged picture came to. */
export interface Answer {
  readonly kind: 'decoded' | 'refused' | 'unclear';
  readonly detail?: string;
}

// A process of `fuzz-photo.ts`.
process.on('message', async (file: string) => {
  const folder = mkdtempSync(join(tmpdir(), 'penumbra-fuzz-'));
  process.send?.(await open(file, folder));
  rmSync(folder, { recursive: true });
});

async function open(file: string, folder: string): Promise<Answer> {
  try {
    const { raster } = await openPhoto(file, folder);
    await modelPicture(await rgbRaster(raster, folder), { width: 64, height: 64 });
    return { kind: 'decoded' };
  } catch (error) {
    if (error instanceof PictureError) return { kind: 'refused' };
    return { kind: 'unclear', detail: String(error) };
  }
}
