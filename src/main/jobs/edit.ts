import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { InversionError } from '../engine/inversion/settings.ts';
import type { Executor } from '../engine/runtime/sessions.ts';
import { replaceFile } from '../files/replace-file.ts';
import { inTemporaryFolder } from '../files/temporary-folder.ts';
import type { TransferOptions } from '../photo/edit-map.ts';
import { PictureError } from '../photo/picture-file.ts';
import { checkFolder, checkWritable, writePhoto } from '../photo/write-photo.ts';
import { encodeAdapter, readAdapter } from './adapter-file.ts';
import type { Alternative } from './alternatives.ts';
import { embeddedModel, weightsFile } from './embedded-model.ts';
import {
  checkSettings,
  type Exploration,
  type ExploreEvent,
  type ExploreSettings,
  explore,
} from './explore.ts';
import { writeReport } from './report.ts';
import { type EditPictures, editedRaster, readSubject } from './subject.ts';

/** All that decides an edit but its pictures and the model. */
export interface EditSettings extends Omit<ExploreSettings, 'adapter'>, TransferOptions {}

export interface EditJob extends EditSettings, EditPictures {
  // Files: what an edit is made from is not what it may write.
  readonly photo: string;
  readonly strokes: string;
  readonly with: readonly string[];
  /** Where the result goes. */
  readonly out: string;
  /** Folder of the model. */
  readonly model: string;
  /** Tuned weights of an earlier edit that are to be used again. */
  readonly tuned: string | undefined;
  /** Where tuned weights go. */
  readonly saveTuned: string | undefined;
  /** Folder for a sheet of the clusters and plots of the trajectory. */
  readonly report: string | undefined;
}

/** One of the alternatives that an edit chose from, without its pictures. */
export type EditCluster = Omit<Alternative, 'before' | 'after' | 'z'>;

export interface EditResult {
  readonly sigma: number;
  readonly clusters: readonly EditCluster[];
  /** What the result was made from: one of the clusters; or one refined, or their mean. */
  readonly chosen: EditCluster;
  readonly period: number | undefined;
  /** What had to be done to read the pictures, in whole sentences. */
  readonly notes: readonly string[];
  /** Times of the stages, in milliseconds. */
  readonly timings: Readonly<Record<string, number>>;
}

/** What an edit was made from, and what it found: all that a record of it needs. */
export interface EditRecord {
  readonly exploration: Exploration;
  readonly result: EditResult;
}

/**
 * The main job: strokes on a photo become a believable edit at the photo's full size.
 * @throws PictureError, InversionError, AdapterError where photo, strokes, settings or tuned weights
 *   cannot be used
 */
export async function edit(
  job: EditJob,
  executor: Executor,
  tell: (event: ExploreEvent) => void,
  signal: AbortSignal,
): Promise<EditRecord> {
  check(job);
  return inTemporaryFolder(async (folder) => {
    const timings: Record<string, number> = {};
    const stage = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
      tell({ kind: 'stage', stage: name });
      const start = performance.now();
      const result = await work();
      timings[name] = Math.round(performance.now() - start);
      return result;
    };

    const opened = await stage('reading', () => readSubject(job, folder));
    const { subject, notes } = opened;
    const model = embeddedModel(subject.photo, job.model);
    const adapter = job.tuned === undefined ? undefined : readAdapter(job.tuned, model.file);
    const settings = { ...job, adapter };
    const exploration = await explore(model, executor, subject, settings, stage, tell, signal);
    const { chosen } = exploration;
    await stage('applying', async () => {
      await writePhoto(job.out, await editedRaster(opened, chosen, job, folder, signal));
      if (job.saveTuned !== undefined && exploration.adapter) {
        replaceFile(job.saveTuned, encodeAdapter(exploration.adapter, model.file));
      }
    });
    if (job.report !== undefined) await writeReport(job.report, subject, exploration);
    const clusters = exploration.alternatives.map(withoutPictures);
    const result = {
      sigma: exploration.sigma,
      clusters,
      chosen: clusters[exploration.alternatives.indexOf(chosen)] ?? withoutPictures(chosen),
      period: exploration.outcome.period,
      notes,
      timings,
    };
    return { exploration, result };
  });
}

function withoutPictures({ before, after, z, ...cluster }: Alternative): EditCluster {
  return cluster;
}

/** What can be known to be wrong before anything is read. */
function check(job: EditJob): void {
  const { photo, strokes, out, mode, model, tuned, saveTuned, feather, with: others } = job;
  checkSettings(job, others.length);
  checkWritable(out);
  const inputs = [photo, strokes, ...others, weightsFile(model), ...(tuned ? [tuned] : [])];
  const outputs = saveTuned === undefined ? [out] : [out, saveTuned];
  const taken = new Set(inputs.map((path) => resolve(path)));
  for (const path of outputs) {
    if (taken.has(resolve(path))) {
      throw new PictureError(`${path} is taken, or what the edit is made from. Give another name.`);
    }
    taken.add(resolve(path));
  }
  if (saveTuned !== undefined) {
    checkFolder(saveTuned);
    if (mode !== 'finetune' || tuned !== undefined) {
      throw new InversionError('tuned weights are made by the mode finetune alone, from new');
    }
  }
  if (job.report !== undefined) mkdirSync(job.report, { recursive: true });
  if (!(feather >= 0 && feather <= 1)) {
    throw new InversionError(`a feather of ${feather} is not from 0 to 1, the photo's longer side`);
  }
}
