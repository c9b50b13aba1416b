import './no-telemetry.ts';
import { dirname } from 'node:path';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { formatType } from '../graph/tensor-type.ts';
import type { HalfType } from '../onnx/products.ts';
import { fileIdentity } from '../weights/safetensors.ts';
import type { Program } from './program.ts';
import type { Provider } from './providers.ts';
import { EngineError, mismatch, type TensorData, type Tensors } from './tensor.ts';

export interface SessionOptions {
  readonly provider: Provider;
  /** Threads within one operator. */
  readonly threads: number;
  /** What the provider multiplies rightly in of 16 bits, where it does. */
  readonly half?: HalfType | undefined;
}

/**
 * Weights of models of more than this stay in the mapped file and are read as they are used. Below, they
 * are repacked for speed (some 5 %), which keeps a private copy of them. Weights of few bits are always
 * repacked: unpacked, products with them take twice as long.
 */
const MAPPED_ABOVE_BYTES = 512 * 2 ** 20;

/**
 * Optimisers that would copy mapped weights: folding widens all 16-bit ones when the model is opened,
 * and splits that are made of slices all run before anything else.
 */
const COPIES_WEIGHTS = 'ConstantFolding;GatherSliceToSplitFusion';

/**
 * A program loaded on a provider. `run` blocks its thread: in an app, only the engine process holds
 * sessions.
 */
export class Session {
  readonly program: Program;
  private readonly session: InferenceSession;

  private constructor(program: Program, session: InferenceSession) {
    this.program = program;
    this.session = session;
  }

  /**
   * @throws EngineError where the runtime refuses the model, the provider is absent, or the weights
   *   are no longer those the program was compiled for
   */
  static async open(program: Program, { provider, threads }: SessionOptions): Promise<Session> {
    const { weightsFiles } = program;
    for (const { path, identity } of weightsFiles) {
      if (fileIdentity(path) === identity) continue;
      throw new EngineError(`${path} has changed since it was opened. Open it again.`);
    }
    const [first] = weightsFiles;
    const { isQuantised } = program;
    const isLarge = isQuantised || program.fileBytes > MAPPED_ABOVE_BYTES;
    const isMapped = isLarge && !isQuantised;
    const options: InferenceSession.SessionOptions = {
      executionProviders: [provider],
      intraOpNumThreads: threads,
      graphOptimizationLevel: 'all',
      // A memory pattern comes on top of what the first run took: twice the memory, and no faster.
      enableMemPattern: false,
      // Every session keeps an arena of its own: in many stages, each would hold what only one needs.
      enableCpuMemArena: !isLarge,
      logSeverityLevel: 3,
      extra: {
        session: {
          ...(first && { model_external_initializers_file_folder_path: dirname(first.path) }),
          // Threads that spin between runs take the cores from the next session, and from the painter.
          intra_op: { allow_spinning: '0' },
          ...(isMapped && { disable_prepacking: '1' }),
        },
        ...(isLarge && { optimization: { disable_specified_optimizers: COPIES_WEIGHTS } }),
      },
    };
    try {
      return new Session(program, await InferenceSession.create(program.model, options));
    } catch (error) {
      throw new EngineError(
        `the model could not be loaded on ${provider}: ${inWords((error as Error).message)}`,
        { cause: error },
      );
    }
  }

  /**
   * Runs once. Given tensors are read in place.
   * @param into where given, tensors that the outputs of their names are written to, so that a loop
   *   does not take new memory at every turn; the other outputs are new
   * @throws EngineError where an input is missing, or a tensor is unknown or of another type
   */
  async run(feeds: Tensors, into: Tensors = {}): Promise<Tensors> {
    const { inputs, outputs } = this.program;
    for (const [name, type] of Object.entries(inputs)) {
      if (!feeds[name]) throw new EngineError(`input ${name} (${formatType(type)}) was not given`);
    }
    const fetches = Object.fromEntries(Object.keys(outputs).map((name) => [name, null]));
    const ortFeeds = toOrt('input', feeds, inputs);
    const ortFetches = { ...fetches, ...toOrt('output', into, outputs) };
    const results = await this.session.run(ortFeeds, ortFetches).catch((error: Error) => {
      throw new EngineError(`the run failed: ${inWords(error.message)}`, { cause: error });
    });
    return Object.fromEntries(
      Object.entries(outputs).map(([name, type]) => [
        name,
        into[name] ?? { ...type, data: results[name]?.data as TensorData },
      ]),
    );
  }

  async release(): Promise<void> {
    await this.session.release();
  }
}

/** What the runtime's messages mean where they do not say so. */
function inWords(message: string): string {
  return /bad.?alloc|failed to allocate|out of memory/i.test(message)
    ? 'there is not enough memory. Close other programs, choose a smaller size, or a model in fewer bits'
    : message;
}

function toOrt(
  what: 'input' | 'output',
  tensors: Tensors,
  types: Program['inputs'],
): Record<string, OrtTensor> {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => {
      const type = types[name];
      if (!type) throw new EngineError(`the program has no ${what} ${name}`);
      const problem = mismatch(tensor, type);
      if (problem) throw new EngineError(`${what} ${name} ${problem}`);
      const { dtype, shape, data } = tensor;
      // The types of its constructor list each pair of dtype and array; `mismatch` has checked ours.
      return [name, new OrtTensor(dtype as 'float32', data as Float32Array, shape)];
    }),
  );
}
