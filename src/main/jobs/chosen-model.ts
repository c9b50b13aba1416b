import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Executor } from '../engine/runtime/sessions.ts';
import type { Adapter } from '../engine/sampling/adapter.ts';
import type { FlowModel } from '../engine/sampling/flow-model.ts';
import { openCheckpoint } from '../engine/weights/checkpoint.ts';
import { appDataFolder } from '../store/app-data.ts';
import { EMBEDDED_SETTINGS, embeddedModel, weightsFile } from './embedded-model.ts';
import { EXPLORE_DEFAULTS, type ExploreSettings } from './explore.ts';
import { fluxConfigOf } from './flux/config-of.ts';
import { fluxModel, pictureStep } from './flux/flux-model.ts';
import { T5_LENGTH } from './flux/inspect.ts';
import { MemoryError, planFor } from './flux/memory-plan.ts';
import { openPart } from './flux/parts.ts';
import { ModelRegistry } from './flux/registry.ts';
import { encodeText } from './flux/text.ts';
import { EMBEDDED_SIZES, modelSize, type Size } from './model-size.ts';

/** A model that an edit may be made with. */
export interface ChosenModel {
  /** The files it is made of: what no result may be written over. */
  readonly files: readonly string[];
  /** What it is inverted and tuned with unless told. */
  readonly settings: { readonly fineStep: number; readonly rank: Adapter['rank'] };
  /**
   * The size that a photo is edited at.
   * @param longer pixels of the longer side; the model's own unless given
   */
  size(photo: Size, longer?: number): Size;
  /**
   * Whether this machine has the memory for an edit.
   * @returns what to know of it, where it can be done but not well
   * @throws MemoryError where it cannot be done
   */
  plan(size: Size, settings: Pick<ExploreSettings, 'mode' | 'refine' | 'rank'>): string | undefined;
  /** @param onStage told of the stages of every evaluation */
  open(
    size: Size,
    prompt: string,
    executor: Executor,
    signal: AbortSignal,
    onStage?: FlowModel['onStage'],
  ): Promise<FlowModel>;
}

/** Rank of what tuning adds to FLUX's attention weights: whole tensors would be billions of values. */
const FLUX_RANK = 16;

/** The paper's size. */
const FLUX_SIZES = { longer: 512, shortest: 64 };

/**
 * The model of a name: that of one that was added (`penumbra model add`), or the folder of one that was
 * trained here.
 * @throws ModelListError where there is none
 */
export function chooseModel(name: string): ChosenModel {
  return existsSync(join(name, 'config.json')) ? trained(name) : added(name);
}

function trained(folder: string): ChosenModel {
  return {
    files: [weightsFile(folder)],
    settings: { fineStep: EMBEDDED_SETTINGS.fineStep, rank: EXPLORE_DEFAULTS.rank },
    size: (photo, longer) => modelSize(photo, { ...EMBEDDED_SIZES, ...(longer && { longer }) }),
    plan: () => undefined,
    open: (size) => Promise.resolve(embeddedModel(size, folder)),
  };
}

function added(id: string): ChosenModel {
  const entry = new ModelRegistry(appDataFolder()).get(id);
  return {
    files: Object.values(entry.parts).flatMap((path) =>
      openCheckpoint(path).parts.map((part) => part.path),
    ),
    settings: { fineStep: 1, rank: FLUX_RANK },
    size: (photo, longer) =>
      modelSize(photo, { ...FLUX_SIZES, step: pictureStep(entry), ...(longer && { longer }) }),
    plan(size, settings) {
      const { way, advice } = planFor(entry, size, settings);
      if (way === 'refused')
        throw new MemoryError(`the model ${id} cannot do this here: ${advice}`);
      return way === 'streamed' ? `The model ${id} will be slow: ${advice}` : undefined;
    },
    async open(size, prompt, executor, signal, onStage) {
      const { guidanceEmbed } = fluxConfigOf(openPart(entry.parts.transformer).file);
      // FLUX.1-dev was trained with longer texts.
      const length = guidanceEmbed ? 2 * T5_LENGTH : T5_LENGTH;
      const cache = join(appDataFolder(), 'prompts');
      const text = await encodeText(entry, prompt, length, cache, executor, signal);
      return fluxModel(entry, size, text, onStage);
    },
  };
}
