import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readPicture } from '../../src/main/photo/photo-file.ts';
import { roughStrokes } from './rough-strokes.ts';
import type { StrokeTask } from './stroke-task.ts';

/** Path-traced pictures, each as it is and under another light or material; `render.py` made them. */
const FOLDER = fileURLToPath(new URL('../scenes', import.meta.url));

export async function sceneTasks(size: number): Promise<StrokeTask[]> {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('-before.jpg'));
  const tasks: StrokeTask[] = [];
  for (const name of names.toSorted()) {
    const photo = await readPicture(join(FOLDER, name), size, size);
    const truth = await readPicture(join(FOLDER, name.replace('-before', '-after')), size, size);
    tasks.push({ kind: 'scene', photo, truth, ...roughStrokes(photo, truth) });
  }
  return tasks;
}
