import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fineTune } from '../src/main/engine/inversion/fine-tune.ts';
import { oscillate } from '../src/main/engine/inversion/oscillation.ts';
import { Sessions, type SessionsOptions } from '../src/main/engine/runtime/sessions.ts';
import type { Point } from '../src/main/engine/sampling/flow.ts';
import type { FlowModel } from '../src/main/engine/sampling/flow-model.ts';
import { modelFlow } from '../src/main/engine/sampling/model-flow.ts';
import { Random } from '../src/main/engine/sampling/random.ts';
import { inTemporaryFolder } from '../src/main/files/temporary-folder.ts';
import { fluxModel } from '../src/main/jobs/flux/flux-model.ts';
import { findModelFiles, type ModelFiles } from '../src/main/jobs/flux/model-files.ts';
import { promptFolder } from '../src/main/jobs/flux/prompt-folder.ts';
import { quantise } from '../src/main/jobs/flux/quantise.ts';
import { encodeText } from '../src/main/jobs/flux/text.ts';
import { wholeFiles } from '../src/main/jobs/flux/whole-files.ts';
import { type SuiteResult, thisMachine } from './suite.ts';
import { type SyntheticOptions, writeSyntheticFlux } from './synthetic-flux.ts';
import { inRoomyFolder } from './temporary-folder.ts';
import { milliseconds, rounded } from './timing.ts';

/** The side that the measurements are at, in pixels. */
const SIDE = 256;
const TEXT_TOKENS = 256;
const SIGMA = 0.5;
/** Of a model of 300 million weights in F32, in BF16, and in few bits. */
const ROOM_BYTES = 3 * 2 ** 30;
/** As the paper has them. */
const [ITERATIONS, TUNING_STEPS, RANK] = [30, 15, 16];

export interface FluxRow {
  /** What the transformer is stored as. */
  readonly stored: string;
  readonly fileGiB: number;
  /** The first evaluation, which opens all sessions, and the mean of those after it. */
  readonly firstSeconds: number;
  readonly evaluationSeconds: number;
  /** Root mean square of the velocity's error over that of the velocity in 32 bits. */
  readonly velocityError: number;
  /** Iterations of group inversion, and steps of tuning additions of a low rank. */
  readonly invertingSeconds: number;
  readonly tuningSeconds: number;
  /** Largest memory of the process's own, beside mapped files. */
  readonly privateGiB: number;
}

/** A model of 300 million random weights in 32, 16, 8 and 4 bits: time, memory, and what is lost. */
export function benchFlux(options: SessionsOptions): Promise<SuiteResult<FluxRow>> {
  return inRoomyFolder(ROOM_BYTES, async (folder) => {
    const rows: FluxRow[] = [];
    let exact: Point | undefined;
    for (const stored of ['F32', 'BF16', 'Q8', 'Q4'] as const) {
      const type = stored === 'F32' ? 'F32' : 'BF16';
      const files = await randomModel(join(folder, type), { size: 'middle', fill: 'random', type });
      const used = stored.startsWith('Q') ? await quantised(files, stored === 'Q4' ? 4 : 8) : files;
      const { velocity, ...row } = await measureFlux(used, SIDE, options, exact);
      exact ??= velocity;
      rows.push(toldRow({ stored, ...row }));
    }
    return { suite: 'flux', machine: thisMachine(), rows };
  });
}

/** A row as it is found: what was measured is known, too, where a later one fails or is stopped. */
export function toldRow<Row extends object>(row: Row): Row {
  process.stderr.write(`${JSON.stringify(row)}\n`);
  return row;
}

/** A model of random weights in a folder, which is made where it is not there. */
export async function randomModel(folder: string, options: SyntheticOptions): Promise<ModelFiles> {
  if (!statSync(join(folder, 'tokenizer_2'), { throwIfNoEntry: false })) {
    await writeSyntheticFlux(folder, options);
  }
  return wholeFiles(findModelFiles([folder]));
}

/** The same with its transformer in fewer bits, beside the original. */
export async function quantised(files: ModelFiles, bits: 4 | 8): Promise<ModelFiles> {
  const path = files.parts.transformer;
  const out = path.replace(/\.safetensors$/, `-q${bits}.safetensors.bench`);
  if (!statSync(out, { throwIfNoEntry: false })) {
    const never = new AbortController().signal;
    await quantise({ path, out, bits }, () => undefined, never);
  }
  return { ...files, parts: { ...files.parts, transformer: out } };
}

/**
 * Measures a model on square pictures.
 * @param exact the velocity in 32 bits, where it is known
 */
export async function measureFlux(
  files: ModelFiles,
  side: number,
  options: SessionsOptions,
  exact?: Point,
) {
  const sessions = new Sessions(options);
  try {
    let peak = 0;
    const model = await openRandom(files, side, sessions, () => {
      peak = Math.max(peak, privateBytes());
    });
    const [photo, painted] = pictures(model);
    const flow = modelFlow(model, sessions);
    let velocity: Point = photo;
    const first = await milliseconds(async () => {
      velocity = await flow.velocity(photo, SIGMA);
    });
    const inverting = await milliseconds(async () => {
      const settings = { sigma: SIGMA, iterations: ITERATIONS, fineStep: 1 };
      for await (const { index } of oscillate(flow, [photo, painted], settings)) void index;
    });
    const tuning = await milliseconds(async () => {
      const settings = { sigma: SIGMA, steps: TUNING_STEPS, learningRate: 1e-3, rank: RANK };
      for await (const { index } of fineTune(model, sessions, photo, painted, settings)) void index;
    });
    return {
      velocity,
      fileGiB: rounded(statSync(files.parts.transformer).size / 2 ** 30),
      firstSeconds: rounded(first / 1000),
      evaluationSeconds: rounded(inverting / 1000 / ITERATIONS),
      velocityError: exact ? rounded(relativeError(velocity, exact)) : 0,
      invertingSeconds: rounded(inverting / 1000),
      tuningSeconds: rounded(tuning / 1000),
      privateGiB: rounded(peak / 2 ** 30),
    };
  } finally {
    await sessions.release();
  }
}

/** A model of random weights on pictures of a size, with an encoded prompt. */
export async function openRandom(
  files: ModelFiles,
  side: number,
  sessions: Sessions,
  onStage: NonNullable<FlowModel['onStage']>,
): Promise<FlowModel> {
  return inTemporaryFolder(async (cache) => {
    const never = new AbortController().signal;
    const text = await encodeText(
      files,
      'a red cat',
      TEXT_TOKENS,
      promptFolder(cache),
      sessions,
      never,
    );
    return fluxModel(files, { width: side, height: side }, text, onStage);
  });
}

/** Two latents that differ in a part. */
export function pictures({ shape }: FlowModel): [Point, Point] {
  const photo = new Random(1).normals(shape.reduce((product, size) => product * size, 1));
  return [photo, photo.map((value, i) => (i < photo.length / 4 ? value + 0.5 : value))];
}

/** Memory of this process that no file stands behind. */
export function privateBytes(): number {
  const line = /^RssAnon:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'));
  return line ? 1024 * Number(line[1]) : process.memoryUsage().rss;
}

function relativeError(values: Point, exact: Point): number {
  let [apart, power] = [0, 0];
  for (const [i, value] of exact.entries()) {
    apart += ((values[i] as number) - value) ** 2;
    power += value ** 2;
  }
  return Math.sqrt(apart / power);
}
