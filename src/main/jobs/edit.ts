import { basename, join } from 'node:path';
import { InversionError } from '../engine/inversion/settings.ts';
import type { Executor } from '../engine/runtime/sessions.ts';
import type { FlowModel } from '../engine/sampling/flow-model.ts';
import { replaceFile } from '../files/replace-file.ts';
import { isSameFile } from '../files/same-file.ts';
import { inTemporaryFolder } from '../files/temporary-folder.ts';
import { applyToRaster } from '../photo/apply-to-raster.ts';
import { strokesArea } from '../photo/area.ts';
import { editMap } from '../photo/edit-map.ts';
import { type Fidelity, fidelity, fidelityFile, writeFidelity } from '../photo/fidelity.ts';
import { PictureError } from '../photo/picture-file.ts';
import {
  checkFits,
  checkFolder,
  checkWritable,
  type WriteOptions,
  writePhoto,
} from '../photo/write-photo.ts';
import { appDataFolder } from '../store/app-data.ts';
import { encodeAdapter, readAdapter } from './adapter-file.ts';
import type { Alternative } from './alternatives.ts';
import { type ChosenModel, checkMemory, chooseModel } from './chosen-model.ts';
import {
  checkSettings,
  type Exploration,
  type ExploreEvent,
  type ExploreSettings,
  explore,
} from './explore.ts';
import { promptFolder } from './flux/prompt-folder.ts';
import { ModelRegistry } from './flux/registry.ts';
import type { KeptPrompts } from './flux/text.ts';
import { writeReport } from './report.ts';
import { recordedSettings } from './run-parameters.ts';
import { stagesOf } from './stages.ts';
import { type EditPictures, readSubject } from './subject.ts';
import { weightsHash } from './weights-hash.ts';

/** All that decides an edit but its pictures and the model. */
export type EditSettings = Omit<ExploreSettings, 'adapter'>;

export interface EditJob extends EditSettings, EditPictures {
  // Files: what an edit is made from is not what it may write.
  readonly photo: string;
  readonly strokes: string;
  readonly with: readonly string[];
  /** Where the result goes. */
  readonly out: string;
  /** Name of a model that was added, or folder of one that was trained here. */
  readonly model: string;
  /** What the picture shows, in words, for models that take any. */
  readonly prompt?: string | undefined;
  /** Pixels of the longer side that the edit is found at; the model's own unless given. */
  readonly modelSize?: number | undefined;
  /** Tuned weights of an earlier edit that are to be used again. */
  readonly tuned: string | undefined;
  /** Where tuned weights go. */
  readonly saveTuned: string | undefined;
  /** Whether the result is compared with the photo pixel by pixel, in a file beside it. */
  readonly fidelity: boolean;
  /** How the result is written. */
  readonly write: WriteOptions;
  /** Folder for a page of the clusters and plots of the trajectory. */
  readonly report: string | undefined;
}

/** One of the alternatives that an edit chose from, without its pictures. */
export type EditCluster = Omit<Alternative, 'before' | 'after' | 'edited' | 'z'>;

export interface EditResult {
  readonly sigma: number;
  readonly clusters: readonly EditCluster[];
  /** What the result was made from: one of the clusters; or one refined, or their mean. */
  readonly chosen: EditCluster;
  readonly period: number | undefined;
  /** What had to be done to read the pictures, in whole sentences. */
  readonly notes: readonly string[];
  /** How the result stands to the photo, pixel by pixel, where that was asked for. */
  readonly fidelity: Fidelity | undefined;
  /** Times of the stages, in milliseconds. */
  readonly timings: Readonly<Record<string, number>>;
}

/** What an edit was made from, and what it found: all that a record of it needs. */
export interface EditRecord {
  readonly model: FlowModel;
  readonly exploration: Exploration;
  readonly result: EditResult;
}

/**
 * The main job: strokes on a photo become a believable edit at the photo's full size.
 * @throws PictureError, InversionError, AdapterError where photo, strokes, settings or tuned weights
 *   cannot be used
 * @param prompts what prompts came to before
 */
export async function edit(
  job: EditJob,
  executor: Executor,
  tell: (event: ExploreEvent) => void,
  signal: AbortSignal,
  onStage?: FlowModel['onStage'],
  prompts: KeptPrompts = promptFolder(appDataFolder()),
): Promise<EditRecord> {
  const chosenModel = chooseModel(job.model, new ModelRegistry(appDataFolder()));
  check(job, chosenModel);
  return inTemporaryFolder(async (folder) => {
    const { stage, timings } = stagesOf(tell, signal);

    const { raster, painted, subject, notes } = await stage('reading', () =>
      readSubject(job, folder, (photo) => chosenModel.size(photo, job.modelSize)),
    );
    checkFits(job.out, raster, job.write);
    const advice = checkMemory(chosenModel, subject.photo, job, executor.memory);
    if (advice) tell({ kind: 'note', note: advice });
    const model = await stage('opening the model', () =>
      chosenModel.open({
        ...{ size: subject.photo, prompt: job.prompt ?? '', prompts, executor, signal },
        tell: (name) => tell({ kind: 'stage', stage: name }),
        ...(onStage && { onStage }),
      }),
    );
    const adapter = job.tuned === undefined ? undefined : await readAdapter(job.tuned, model.file);
    const settings = { ...job, adapter };
    const exploration = await explore(model, executor, subject, settings, stage, tell, signal);
    const { chosen } = exploration;
    const measured = await stage('applying', async () => {
      const near = strokesArea(painted, job.feather);
      const map = editMap(near, chosen, job, raster.profile);
      const edited = await applyToRaster(raster, map, join(folder, 'edited.v'), signal);
      await writePhoto(job.out, edited, job.write, signal);
      if (job.saveTuned !== undefined && exploration.adapter) {
        replaceFile(
          job.saveTuned,
          encodeAdapter(exploration.adapter, await weightsHash(model.file)),
        );
      }
      return job.fidelity ? fidelity(raster, edited, map.area, near) : undefined;
    });
    if (job.report !== undefined) await writeReport(job.report, subject, exploration);
    const clusters = exploration.alternatives.map(withoutPictures);
    const result = {
      sigma: exploration.sigma,
      clusters,
      chosen: clusters[exploration.alternatives.indexOf(chosen)] ?? withoutPictures(chosen),
      period: exploration.outcome.period,
      fidelity: measured,
      notes: [...notes, ...(advice ? [advice] : []), ...farFromPhoto(chosen)],
      timings,
    };
    if (measured) {
      writeFidelity(job.out, {
        photo: basename(job.photo),
        measured,
        settings: { ...recordedSettings(job, result.sigma), cluster: result.chosen.index },
        model: { id: basename(job.model), sha256: await weightsHash(model.file) },
      });
    }
    return { exploration, result, model };
  });
}

/** Below this likeness a result no longer looks like the photo. */
const LEAST_LIKENESS = 0.6;

function farFromPhoto({ likeness }: Alternative): string[] {
  if (likeness >= LEAST_LIKENESS) return [];
  return [
    `The result is far from the photo (likeness ${likeness.toFixed(2)}): a lower σ or less strength keeps nearer to it.`,
  ];
}

function withoutPictures({ before, after, edited, z, ...cluster }: Alternative): EditCluster {
  return cluster;
}

/** The files that an edit writes, beside its report. */
export function outputsOf({ out, saveTuned, fidelity: isMeasured }: EditJob): string[] {
  return [out, ...(saveTuned ? [saveTuned] : []), ...(isMeasured ? [fidelityFile(out)] : [])];
}

/** What can be known to be wrong before anything is read. */
function check(job: EditJob, chosenModel: ChosenModel): void {
  const { photo, strokes, out, mode, tuned, saveTuned, with: others } = job;
  checkSettings(job, others.length);
  if (job.prompt && !chosenModel.takesText) {
    throw new InversionError(
      `the model ${chosenModel.id} takes no prompt. Leave it out, or choose a model that takes text`,
    );
  }
  chosenModel.checkPrompt(job.prompt ?? '');
  checkWritable(out, job.write);
  const taken = [photo, strokes, ...others, ...chosenModel.files, ...(tuned ? [tuned] : [])];
  const outputs = outputsOf(job);
  for (const path of outputs) {
    if (taken.some((other) => isSameFile(other, path))) {
      throw new PictureError(
        `${path} is an input of the edit, or another of its results. Give another name.`,
      );
    }
    taken.push(path);
  }
  if (saveTuned !== undefined) {
    checkFolder(saveTuned);
    if (mode !== 'finetune' || tuned !== undefined) {
      throw new InversionError(
        'weights can be kept only where they are tuned: give --mode finetune, and no --tuned',
      );
    }
  }
  if (job.report !== undefined) checkFolder(job.report);
}
