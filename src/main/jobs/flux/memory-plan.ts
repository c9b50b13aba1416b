import { sizeOf } from '../../engine/graph/tensor-type.ts';
import type { AutoencoderConfig } from '../../engine/models/autoencoder.ts';
import type { FluxConfig } from '../../engine/models/flux.ts';
import { type WorkingMemory, weightsBudget } from '../../engine/runtime/working-memory.ts';
import type { Adapter } from '../../engine/sampling/adapter.ts';
import { elementBytes } from '../../engine/weights/number-formats.ts';
import { bytesOf, type SafetensorsFile } from '../../engine/weights/safetensors.ts';
import type { ExploreSettings } from '../explore.ts';
import { ModelError } from '../model-error.ts';
import { autoencoderConfigOf, fluxConfigOf } from './config-of.ts';
import { t5LengthOf } from './inspect.ts';
import type { ModelFiles } from './model-files.ts';
import { openPart } from './parts.ts';

/** What a run of a FLUX model is made of, as far as memory goes. */
export interface PlannedRun {
  readonly flux: FluxConfig;
  readonly autoencoder: AutoencoderConfig;
  /** Bytes of the transformer's and of T5's files. */
  readonly transformerBytes: number;
  readonly t5Bytes: number;
  /** Bits of the transformer's and of T5's weights: 32, 16, 8 or 4. */
  readonly bits: number;
  readonly t5Bits: number;
  /** Pixels of the pictures. */
  readonly width: number;
  readonly height: number;
  readonly textTokens: number;
  /** `invert` only goes forwards; `tune` and `optimise` go backwards too. */
  readonly work: 'invert' | 'tune' | 'optimise';
  /** Of additions to the attention weights, where they are tuned. */
  readonly rank: Adapter['rank'];
}

/** What a run needs, in bytes; estimates, on the safe side. */
export interface MemoryPlan {
  /** Weights that are kept beside their file: those of few bits, repacked; on a GPU all. */
  readonly weights: number;
  /** What one stage needs while it runs. */
  readonly stage: number;
  /** States between stages that wait for the way back. */
  readonly states: number;
  /** Additions to weights with their gradients and moments. */
  readonly additions: number;
  /** Encoding or decoding a picture. */
  readonly pictures: number;
  /** The most at any time. */
  readonly peak: number;
  /**
   * `resident` where all weights stay in memory; `streamed` where they do not, and are read from the disk
   * anew at every evaluation; `refused` where not even that is possible.
   */
  readonly way: 'resident' | 'streamed' | 'refused';
  /** How many bits of a weight would do better on this machine, where fewer would. */
  readonly fewerBits: 8 | 4 | undefined;
  /** What there is. */
  readonly memory: WorkingMemory;
}

const FLOAT = 4;

/** The system and other programs keep this share. */
const FREE_SHARE = 0.85;

/** Rows of a stage's inner values, in widths of the model, that are there at a time: q, k, v, MLP. */
const FORWARD_WIDTHS = 16;
const BACKWARD_WIDTHS = 48;

/** Copies of an addition: its value, gradient and two moments, and the one that is kept. */
const ADDITION_COPIES = 5;

/** Images in the autoencoder's finest level that are there at a time. */
const PICTURE_COPIES = 6;

/** A run that this machine has not the memory for. */
export class MemoryError extends ModelError {
  override readonly name = 'MemoryError';
}

/** What a run needs of memory, and how it can be done in what there is. */
export function planMemory(run: PlannedRun, memory: WorkingMemory): MemoryPlan {
  const plan = planAsIs(run, memory);
  return { ...plan, fewerBits: betterBits(run, plan) };
}

function planAsIs(run: PlannedRun, memory: WorkingMemory): Omit<MemoryPlan, 'fewerBits'> {
  const { flux, autoencoder, transformerBytes, t5Bytes, bits, width, height, work } = run;
  const { hiddenSize, numHeads, depth, depthSingleBlocks } = flux;
  const isBackward = work !== 'invert';
  const isQuantised = bits < 16;

  const side = 2 * 2 ** (autoencoder.chMult.length - 1);
  const tokens = (width / side) * (height / side) + run.textTokens;
  const state = tokens * hiddenSize * FLOAT;
  const scores = numHeads * tokens ** 2 * FLOAT * (isBackward ? 4 : 2);
  const inner = state * (isBackward ? BACKWARD_WIDTHS : FORWARD_WIDTHS);
  // The weights of a block in 32 bits: what 16 bits are widened to, and few bits on the way back.
  const blockWeights = 18 * hiddenSize ** 2 * (1 + flux.mlpRatio / 4) * FLOAT;
  const isWidened = bits === 16 || (isQuantised && isBackward);
  const stage = inner + scores + (isWidened ? blockWeights : 0);

  const states = isBackward ? state * (depth + depthSingleBlocks + 2) : 2 * state;
  const matrices = 8 * depth + 4 * depthSingleBlocks;
  // Two factors for each matrix; a whole addition is as large as factors of half its rank.
  const rank = run.rank === 'full' ? hiddenSize / 2 : run.rank;
  const additions =
    work === 'tune' ? matrices * 2 * hiddenSize * rank * FLOAT * ADDITION_COPIES : 0;
  const pictures = PICTURE_COPIES * autoencoder.ch * width * height * FLOAT;

  const isKept = (ofBits: number) => memory.isGpu || ofBits < 16;
  // Every program that multiplies with such weights keeps its own: one each way.
  const held = transformerBytes * (isKept(bits) && isBackward ? 2 : 1);
  const budget = weightsBudget(memory);
  const isResident = held <= budget;
  const weights = isKept(bits) ? Math.min(held, budget) : 0;
  const inverting = weights + stage + states + additions;
  const encodingText = isKept(run.t5Bits) ? t5Bytes : 0;
  const peak = Math.max(inverting, pictures + weights, encodingText);
  const way: MemoryPlan['way'] =
    peak > FREE_SHARE * memory.bytes ? 'refused' : isResident ? 'resident' : 'streamed';
  return { weights, stage, states, additions, pictures, peak, way, memory };
}

/** From the worst to the best. */
const WAYS: readonly MemoryPlan['way'][] = ['refused', 'streamed', 'resident'];

/** The most bits, if any, that a run would go a better way with. What is quantised is not quantised again. */
function betterBits(run: PlannedRun, { way, memory }: Pick<MemoryPlan, 'way' | 'memory'>) {
  if (run.bits < 16) return undefined;
  return ([8, 4] as const).find((bits) => {
    const inBits = (bytes: number, from: number) => (bytes * bitsPerWeight(bits)) / from;
    const transformerBytes = inBits(run.transformerBytes, run.bits);
    const isT5Smaller = run.t5Bits >= 16;
    const t5 = isT5Smaller ? { t5Bytes: inBits(run.t5Bytes, run.t5Bits), t5Bits: bits } : {};
    const other = planAsIs({ ...run, bits, transformerBytes, ...t5 }, memory);
    return WAYS.indexOf(other.way) > WAYS.indexOf(way);
  });
}

/** The plan of a model whose files are known, on pictures of a size. */
export function planFor(
  { parts }: ModelFiles,
  { width, height }: Pick<PlannedRun, 'width' | 'height'>,
  { mode, refine, rank }: Pick<ExploreSettings, 'mode' | 'refine' | 'rank'>,
  memory: WorkingMemory,
): MemoryPlan {
  const transformer = openPart(parts.transformer).file;
  const t5 = openPart(parts.t5).file;
  const flux = fluxConfigOf(transformer);
  const run: PlannedRun = {
    ...{ flux, width, height, rank },
    autoencoder: autoencoderConfigOf(openPart(parts.autoencoder).file),
    ...{ transformerBytes: bytesOf(transformer), t5Bytes: bytesOf(t5) },
    ...{ bits: bitsOf(transformer), t5Bits: bitsOf(t5) },
    textTokens: t5LengthOf(flux),
    work: mode === 'finetune' ? 'tune' : refine > 0 ? 'optimise' : 'invert',
  };
  return planMemory(run, memory);
}

/** Bits that most weights of a file have: those of its largest matrix of a block. */
function bitsOf({ tensors }: SafetensorsFile): number {
  const largest = [...tensors]
    .filter(([name]) => /blocks?\.\d+\./.test(name))
    .map(([, tensor]) => tensor)
    .reduce((a, b) => (sizeOf(b.shape) > sizeOf(a.shape) ? b : a));
  return largest.blocks?.bits ?? 8 * elementBytes[largest.type];
}

/** Bits that a quantised weight takes with its share of scales and zeros. */
function bitsPerWeight(bits: 8 | 4): number {
  return bits + (32 + bits) / 32;
}
