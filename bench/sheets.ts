import { mkdirSync } from 'node:fs';
import { dirname, join, parse, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { InversionError } from '../src/main/engine/inversion/settings.ts';
import { localSessionsOptions } from '../src/main/engine/runtime/local-options.ts';
import { Sessions } from '../src/main/engine/runtime/sessions.ts';
import { Random } from '../src/main/engine/sampling/random.ts';
import { EMBEDDED_SETTINGS, embeddedModel } from '../src/main/jobs/embedded-model.ts';
import { DEFAULT_SIGMAS, EXPLORE_DEFAULTS, explore } from '../src/main/jobs/explore.ts';
import { modelSize } from '../src/main/jobs/model-size.ts';
import { applyEdit } from '../src/main/photo/apply-edit.ts';
import { strokesArea } from '../src/main/photo/area.ts';
import { editMap, TRANSFER_DEFAULTS } from '../src/main/photo/edit-map.ts';
import { readPhoto, resizePhoto } from '../src/main/photo/photo-file.ts';
import { listPhotos } from '../src/main/photo/photo-folder.ts';
import { PictureError } from '../src/main/photo/picture-file.ts';
import { type Pixels, toPixels } from '../src/main/photo/planes.ts';
import { writeSheet } from '../src/main/photo/sheet.ts';
import { relightingKinds, relightingTask } from './stroke-tasks/relightings.ts';
import { paintedMask, type StrokeTask } from './stroke-tasks/stroke-task.ts';

/**
 * `npm run sheets -- --photos DIR --out DIR`: a page for every photo, with rough strokes for light,
 * shadow and another colour; from each, what the two clusters are, and the edit at full size.
 */

/** Longer side of a picture on a page. */
const SHOWN = 360;

const { photos, out } = parseArgs({
  options: { photos: { type: 'string' }, out: { type: 'string' } },
}).values;
if (!photos || !out) {
  process.stderr.write('usage: npm run sheets -- --photos DIR --out DIR\n');
  process.exit(2);
}

const sessions = new Sessions(await localSessionsOptions());
try {
  for (const [index, path] of listPhotos(photos).entries()) {
    const { dir, name } = parse(relative(photos, path));
    const page = join(out, dir, `${name}.png`);
    try {
      await writePage(page, await readPhoto(path), index);
      process.stderr.write(`${page}\n`);
    } catch (error) {
      if (!(error instanceof PictureError)) throw error;
      process.stderr.write(`skipped ${path}: ${error.message}\n`);
    }
  }
} finally {
  await sessions.release();
}

/** Rows: kinds of strokes. Columns: photo, strokes, first and second cluster, the edit. */
async function writePage(page: string, full: Pixels, index: number): Promise<void> {
  const size = modelSize(full);
  const small = await resizePhoto(full, size);
  const rows: Pixels[][] = [];
  for (const kind of relightingKinds) {
    const task = relightingTask(kind, small, new Random(index, relightingKinds.indexOf(kind)));
    rows.push([full, toPixels(task.painted), ...(await editsOf(task, full, page))]);
  }
  const scale = SHOWN / Math.max(full.width, full.height);
  const [width, height] = [Math.round(full.width * scale), Math.round(full.height * scale)];
  const shown = await Promise.all(
    rows.map((row) => Promise.all(row.map((picture) => resizePhoto(picture, { width, height })))),
  );
  mkdirSync(dirname(page), { recursive: true });
  await writeSheet(page, shown);
}

/** What two clusters lead to, and the edit at full size; nothing where there is nothing to choose from. */
async function editsOf(task: StrokeTask, full: Pixels, page: string): Promise<Pixels[]> {
  const settings = { ...EMBEDDED_SETTINGS, ...EXPLORE_DEFAULTS, sigma: DEFAULT_SIGMAS.group };
  try {
    const { chosen, alternatives } = await explore(
      embeddedModel(task.photo),
      sessions,
      { ...task, others: [] },
      settings,
      (_name, work) => work(),
      () => undefined,
      new AbortController().signal,
    );
    const painted = paintedMask(task.photo, task.opacity);
    const near = strokesArea(painted, TRANSFER_DEFAULTS.feather);
    const map = editMap(near, chosen, TRANSFER_DEFAULTS);
    const clusters = alternatives.slice(0, 2).map(({ after }) => toPixels(after));
    return [...clusters, applyEdit(full, map)];
  } catch (error) {
    if (!(error instanceof InversionError)) throw error;
    process.stderr.write(`${page}, ${task.kind}: ${error.message}\n`);
    return [];
  }
}
