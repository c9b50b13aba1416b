import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { EMBEDDED_ID } from '../../document/controls.ts';
import type { Size } from '../../document/size.ts';
import type { Executor } from '../engine/runtime/sessions.ts';
import type { WorkingMemory } from '../engine/runtime/working-memory.ts';
import type { Adapter } from '../engine/sampling/adapter.ts';
import type { FlowModel } from '../engine/sampling/flow-model.ts';
import { openCheckpoint } from '../engine/weights/checkpoint.ts';
import { openSafetensors, type SafetensorsFile } from '../engine/weights/safetensors.ts';
import {
  checkEmbeddedSize,
  EMBEDDED_MODEL,
  EMBEDDED_SETTINGS,
  embeddedModel,
  weightsFile,
} from './embedded-model.ts';
import { EXPLORE_DEFAULTS, type ExploreSettings } from './explore.ts';
import { fluxConfigOf } from './flux/config-of.ts';
import { FLUX_RANK, fluxModel, pictureStep } from './flux/flux-model.ts';
import { t5LengthOf } from './flux/inspect.ts';
import { MemoryError, type MemoryPlan, planFor } from './flux/memory-plan.ts';
import { memoryAdvice } from './flux/memory-words.ts';
import { openPart } from './flux/parts.ts';
import type { ModelEntry, ModelRegistry } from './flux/registry.ts';
import { encodeText, type KeptPrompts, tokensOf } from './flux/text.ts';
import { EMBEDDED_SIZES, modelSize } from './model-size.ts';

/** What a model is opened for, and with. */
export interface Opening {
  readonly size: Size;
  /** What the photo shows, for models that take words. */
  readonly prompt: string;
  readonly prompts: KeptPrompts;
  readonly executor: Executor;
  readonly signal: AbortSignal;
  /** Told what of it takes long. */
  readonly tell?: (stage: string) => void;
  /** Told of the stages of every evaluation. */
  readonly onStage?: FlowModel['onStage'];
}

/** What the memory of an edit depends on beside its size. */
export type Work = Pick<ExploreSettings, 'mode' | 'refine' | 'rank'>;

/** A model that an edit may be made with. */
export interface ChosenModel {
  readonly id: string;
  /** The files it is made of: what no result may be written over. */
  readonly files: readonly string[];
  /** What it is inverted and tuned with unless told. */
  readonly settings: { readonly fineStep: number; readonly rank: Adapter['rank'] };
  /** Whether it is told in words what the photo shows. */
  readonly takesText: boolean;
  /** @throws PromptError where a prompt is too long for it; a model that takes no text has none */
  checkPrompt(prompt: string): void;
  /** Longer sides to choose from, in pixels. */
  readonly sizes: readonly number[];
  /** The one of them that is taken unless told. */
  readonly usualSize: number;
  /**
   * The size that a photo is edited at.
   * @param longer pixels of the longer side; the model's own unless given
   * @throws PictureError, ModelSizeError where the photo or the size does not suit it
   */
  size(photo: Size, longer?: number): Size;
  /** What an edit needs of memory; nothing worth telling for a small model. */
  plan(size: Size, work: Work, memory: WorkingMemory): MemoryPlan | undefined;
  /** The weights whose hash its runs are recorded with, read no further than their header. */
  weights(): SafetensorsFile;
  open(opening: Opening): Promise<FlowModel>;
}

/** The paper's size. */
const FLUX_SIZES = { longer: 512, shortest: 64 };

/**
 * The model of a name: as `modelOf`, or the folder of one that was trained here.
 * @throws ModelListError where there is none
 */
export function chooseModel(name: string, registry: ModelRegistry): ChosenModel {
  return existsSync(join(name, 'config.json')) ? trained(name) : modelOf(name, registry);
}

/**
 * The embedded model, or one that was added to the list (`penumbra model add`).
 * @throws ModelListError where there is none of that name; WeightsError where its files are not there
 */
export function modelOf(id: string, registry: ModelRegistry): ChosenModel {
  return id === EMBEDDED_ID ? trained(EMBEDDED_MODEL) : added(registry.get(id));
}

/**
 * @returns what to know of an edit with a model on this machine, where it can be done but not well
 * @throws MemoryError where it cannot be done
 */
export function checkMemory(
  model: ChosenModel,
  size: Size,
  work: Work,
  memory: WorkingMemory,
): string | undefined {
  const plan = model.plan(size, work, memory);
  if (plan?.way === 'refused') {
    throw new MemoryError(
      `the model ${model.id} cannot do this here: it ${memoryAdvice(model.id, plan)}`,
    );
  }
  return plan?.way === 'streamed'
    ? `The model ${model.id} ${memoryAdvice(model.id, plan)}`
    : undefined;
}

function trained(folder: string): ChosenModel {
  return {
    id: basename(folder),
    files: [weightsFile(folder)],
    settings: { fineStep: EMBEDDED_SETTINGS.fineStep, rank: EXPLORE_DEFAULTS.rank },
    takesText: false,
    checkPrompt: () => undefined,
    sizes: [128, 192, 256, 320, 384],
    usualSize: EMBEDDED_SIZES.longer,
    size(photo, longer) {
      const size = modelSize(photo, EMBEDDED_SIZES, longer);
      checkEmbeddedSize(size);
      return size;
    },
    plan: () => undefined,
    weights: () => openSafetensors(weightsFile(folder)),
    open: ({ size }) => Promise.resolve(embeddedModel(size, folder)),
  };
}

function added(entry: ModelEntry): ChosenModel {
  const textLength = () => t5LengthOf(fluxConfigOf(openPart(entry.parts.transformer).file));
  return {
    id: entry.id,
    files: Object.values(entry.parts).flatMap((path) =>
      openCheckpoint(path).parts.map((part) => part.path),
    ),
    settings: { fineStep: 1, rank: FLUX_RANK },
    takesText: true,
    checkPrompt: (prompt) => void tokensOf(entry, prompt, textLength()),
    sizes: [256, 384, 512, 768, 1024, 1536, 2048],
    usualSize: FLUX_SIZES.longer,
    size: (photo, longer) => modelSize(photo, { ...FLUX_SIZES, step: pictureStep(entry) }, longer),
    plan: (size, work, memory) => planFor(entry, size, work, memory),
    weights: () => openPart(entry.parts.transformer).file,
    async open({ size, prompt, prompts, executor, signal, tell, onStage }) {
      const text = await encodeText(entry, prompt, textLength(), prompts, executor, signal, () =>
        tell?.('encoding the prompt'),
      );
      return fluxModel(entry, size, text, onStage);
    },
  };
}
