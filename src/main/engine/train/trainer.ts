import { type Parameter, parameterName, type Value } from '../graph/value.ts';
import { Parameters } from '../nn/parameters.ts';
import { compile } from '../runtime/program.ts';
import { Session, type SessionOptions } from '../runtime/session.ts';
import { float32, float32Data, type Tensor, type Tensors } from '../runtime/tensor.ts';
import { Random } from '../sampling/random.ts';
import {
  flowMatchingInputs,
  flowMatchingLoss,
  gradientName,
  lossAndGradients,
} from './flow-matching.ts';
import { type LearningRateOptions, learningRate } from './learning-rate.ts';
import { AdamW, type AdamWOptions, clipNorm, type GradientsByName } from './optimiser.ts';

/** A flow to be trained, and what with. */
export interface TrainingTask {
  /** Builds the model's velocity at `z`, `[n, …]`, and noise levels `sigma`, `[n]`. */
  readonly velocity: (weights: Parameters, z: Value, sigma: Value) => Value;
  /** Values of the parameters to start from, by parameter name. */
  readonly initial: (parameters: readonly Parameter[]) => Values;
  /** The batches that steps take turns with at random. */
  readonly batches: readonly BatchKind[];
  /** Clean data for a step: always the same for the same step. */
  readonly data: (step: number, shape: readonly number[]) => Float32Array<ArrayBuffer>;
}

export interface BatchKind {
  readonly shape: readonly [count: number, ...rest: number[]];
  /** Share of the steps, in proportion to the others'. */
  readonly share: number;
}

export interface TrainingOptions {
  readonly seed: number;
  readonly learningRate: LearningRateOptions;
  readonly adam: AdamWOptions;
  /** Gradients are scaled down to this norm. */
  readonly clipNorm: number;
  /** Share of the running average of the weights that a step keeps, in [0, 1). */
  readonly averaging: number;
}

/** Values of parameters by parameter name. */
export type Values = ReadonlyMap<string, Float32Array<ArrayBuffer>>;

export interface StepReport {
  /** Steps taken, this one included. */
  readonly step: number;
  readonly loss: number;
  /** Norm of the gradient before it was scaled down. */
  readonly gradientNorm: number;
  readonly learningRate: number;
}

/** Keys that keep the random numbers of a step apart, from each other and from the data's. */
const NOISE = 1;
const KIND = 2;

/** Scale of the logistic distribution that noise levels are drawn from. */
const SPREAD = 0.6;

/**
 * Trains a flow by flow matching with AdamW. A step depends on the seed, its number and the state
 * alone, so that a training continued from a saved state is the same training.
 */
export class Trainer {
  readonly parameters: readonly Parameter[];
  /** The weights as they are trained. */
  readonly values: Values;
  /** Their running average: what is evaluated and kept. */
  readonly averages: Values;
  readonly optimiser: AdamW;
  private readonly task: TrainingTask;
  private readonly options: TrainingOptions;
  private readonly sessionOptions: SessionOptions;
  private readonly batches = new Map<BatchKind, LoadedBatch>();

  constructor(task: TrainingTask, options: TrainingOptions, sessionOptions: SessionOptions) {
    this.task = task;
    this.options = options;
    this.sessionOptions = sessionOptions;
    this.parameters = this.graph(task.batches[0] as BatchKind).parameters;
    this.values = task.initial(this.parameters);
    this.averages = new Map([...this.values].map(([name, values]) => [name, values.slice()]));
    this.optimiser = new AdamW(this.values, options.adam);
  }

  /** Takes the next step. */
  async step(): Promise<StepReport> {
    const { seed, averaging, clipNorm: limit } = this.options;
    const step = this.optimiser.steps;
    const kind = this.kindOf(step);
    const batch = this.batches.get(kind) ?? (await this.load(kind));
    const [count] = kind.shape;
    const image = this.task.data(step, kind.shape);
    const random = new Random(seed, step, NOISE);
    const results = await batch.session.run(
      {
        ...batch.feeds,
        image: float32(image, kind.shape),
        noise: float32(random.normals(image.length), kind.shape),
        sigma: float32(
          Float32Array.from({ length: count }, (_, i) =>
            noiseLevel((i + random.uniform()) / count),
          ),
          [count],
        ),
      },
      batch.into,
    );
    const rate = learningRate(step, this.options.learningRate);
    const gradientNorm = clipNorm(batch.gradients, limit);
    this.optimiser.step(batch.gradients, rate);
    // The first steps count for less: their weights are soon forgotten.
    this.average(Math.min(averaging, (step + 1) / (step + 10)));
    const loss = float32Data(results['loss'] as Tensor)[0] ?? Number.NaN;
    return { step: step + 1, loss, gradientNorm, learningRate: rate };
  }

  async release(): Promise<void> {
    for (const { session } of this.batches.values()) await session.release();
    this.batches.clear();
  }

  private kindOf(step: number): BatchKind {
    const { batches } = this.task;
    const total = batches.reduce((sum, { share }) => sum + share, 0);
    let left = total * new Random(this.options.seed, step, KIND).uniform();
    for (const kind of batches) {
      left -= kind.share;
      if (left < 0) return kind;
    }
    return batches.at(-1) as BatchKind;
  }

  private graph({ shape }: BatchKind) {
    const weights = new Parameters();
    const loss = flowMatchingLoss(flowMatchingInputs(shape), (z, sigma) =>
      this.task.velocity(weights, z, sigma),
    );
    return { loss, parameters: [...weights] };
  }

  private async load(kind: BatchKind): Promise<LoadedBatch> {
    const { loss, parameters } = this.graph(kind);
    const program = compile(lossAndGradients(loss, parameters));
    const session = await Session.open(program, this.sessionOptions);
    const feeds: Record<string, Tensor> = {};
    const into: Record<string, Tensor> = {};
    const gradients: Record<string, Float32Array> = {};
    for (const parameter of parameters) {
      const name = parameterName(parameter);
      const values = this.values.get(name) as Float32Array<ArrayBuffer>;
      const gradient = new Float32Array(values.length);
      feeds[name] = float32(values, parameter.shape);
      into[gradientName(parameter)] = float32(gradient, parameter.shape);
      gradients[name] = gradient;
    }
    const loaded = { session, feeds, into, gradients };
    this.batches.set(kind, loaded);
    return loaded;
  }

  private average(kept: number): void {
    const gained = 1 - kept;
    for (const [name, average] of this.averages) {
      const values = this.values.get(name) as Float32Array;
      for (let i = 0; i < average.length; i++) {
        average[i] = kept * (average[i] as number) + gained * (values[i] as number);
      }
    }
  }
}

/**
 * Noise levels thin out towards 0 and 1, where there is little to learn: a logistic distribution of
 * `log(σ/(1−σ))`, close to the logit-normal of Esser et al. 2024 and with quantiles in closed form.
 * @param share of the levels that are below, in (0, 1): taken evenly, the loss of a batch varies less
 */
function noiseLevel(share: number): number {
  const odds = (share / (1 - share)) ** SPREAD;
  return odds / (1 + odds);
}

/** A batch kind's session, with the memory that its runs read and write. */
interface LoadedBatch {
  readonly session: Session;
  readonly feeds: Tensors;
  readonly into: Tensors;
  readonly gradients: GradientsByName;
}
