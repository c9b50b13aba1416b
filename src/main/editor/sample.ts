import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type DocumentRecord, readRecord } from '../../document/records.ts';
import { appFile } from '../files/app-files.ts';
import { newPhoto } from '../jobs/new-photo.ts';
import type { NewPhoto } from '../store/photos.ts';

const FOLDER = appFile('resources/sample');
const PHOTO = join(FOLDER, 'still-life.jpg');

/** The photo that comes with Penumbra. */
export function samplePhoto(): Promise<NewPhoto> {
  return newPhoto(PHOTO, basename(PHOTO), 'original');
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
