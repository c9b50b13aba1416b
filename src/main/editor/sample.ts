import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type DocumentRecord, readRecord } from '../../document/records.ts';
import { appFile } from '../files/app-files.ts';
import { uprightSize } from '../photo/photo-file.ts';
import { mediaOf } from '../photo/picture-file.ts';
import type { NewPhoto } from '../store/photos.ts';

const FOLDER = appFile('resources/sample');
const PHOTO = join(FOLDER, 'still-life.jpg');

/** The photo that comes with Penumbra. */
export async function samplePhoto(): Promise<NewPhoto> {
  const bytes = readFileSync(PHOTO);
  const name = basename(PHOTO);
  const size = await uprightSize({ name, bytes });
  return { name, media: mediaOf(name), role: 'original', ...size, bytes };
}

/** Layers and strokes over it, ready to explore. */
export function sampleStrokes(): DocumentRecord[] {
  const records: unknown[] = JSON.parse(readFileSync(join(FOLDER, 'strokes.json'), 'utf8'));
  return records.map((value) => {
    const record = readRecord(value);
    if ('problem' in record) throw new Error(`a stroke of the sample: ${record.problem}`);
    return record;
  });
}
