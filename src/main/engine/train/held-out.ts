import { input, parameterName } from '../graph/value.ts';
import { Parameters } from '../nn/parameters.ts';
import { compile } from '../runtime/program.ts';
import { Session, type SessionOptions } from '../runtime/session.ts';
import { float32, float32Data, type Tensor } from '../runtime/tensor.ts';
import { jump } from '../sampling/flow.ts';
import { Random } from '../sampling/random.ts';
import type { TrainingTask, Values } from './trainer.ts';

/** How well pictures that are not trained on are recovered from one noise level. */
export interface HeldOutResult {
  readonly sigma: number;
  /** Mean squared error of the velocity: the training loss. */
  readonly loss: number;
  /** Of the one-step prediction, in dB, for values in [−1, 1]; the mean over the pictures. */
  readonly psnr: number;
  readonly noisy: Float32Array<ArrayBuffer>;
  readonly predictions: Float32Array<ArrayBuffer>;
}

/** Measures a model on the same pictures under the same noise every time. */
export class HeldOut {
  private readonly pictures: Float32Array<ArrayBuffer>;
  private readonly shape: readonly [number, ...number[]];
  private readonly task: Pick<TrainingTask, 'velocity'>;
  private readonly sessionOptions: SessionOptions;
  private session: { session: Session; parameters: Parameters } | undefined;

  /** @param pictures of the shape `[n, 3, h, w]`, in [−1, 1] */
  constructor(
    pictures: Float32Array<ArrayBuffer>,
    shape: readonly [number, ...number[]],
    task: Pick<TrainingTask, 'velocity'>,
    sessionOptions: SessionOptions,
  ) {
    this.pictures = pictures;
    this.shape = shape;
    this.task = task;
    this.sessionOptions = sessionOptions;
  }

  async measure(values: Values, sigmas: readonly number[]): Promise<HeldOutResult[]> {
    this.session ??= await this.open();
    const { session, parameters } = this.session;
    const feeds = Object.fromEntries(
      [...parameters].map((parameter) => {
        const name = parameterName(parameter);
        return [name, float32(values.get(name) as Float32Array<ArrayBuffer>, parameter.shape)];
      }),
    );
    const results: HeldOutResult[] = [];
    for (const sigma of sigmas) {
      const noise = new Random(1).normals(this.pictures.length);
      const z = this.pictures.map((value, i) => (1 - sigma) * value + sigma * (noise[i] as number));
      const levels = new Float32Array(this.shape[0]).fill(sigma);
      const output = await session.run({
        ...feeds,
        z: float32(z, this.shape),
        sigma: float32(levels, [this.shape[0]]),
      });
      const velocity = float32Data(output['velocity'] as Tensor);
      results.push(this.compare(sigma, z, noise, velocity));
    }
    return results;
  }

  async release(): Promise<void> {
    await this.session?.session.release();
    this.session = undefined;
  }

  private async open() {
    const parameters = new Parameters();
    const z = input('z', { dtype: 'float32', shape: this.shape });
    const sigma = input('sigma', { dtype: 'float32', shape: [this.shape[0]] });
    const velocity = this.task.velocity(parameters, z, sigma);
    return { session: await Session.open(compile({ velocity }), this.sessionOptions), parameters };
  }

  private compare(
    sigma: number,
    z: Float32Array<ArrayBuffer>,
    noise: Float32Array,
    velocity: Float32Array<ArrayBuffer>,
  ): HeldOutResult {
    const predictions = jump(z, velocity, sigma);
    const [count] = this.shape;
    const size = this.pictures.length / count;
    let loss = 0;
    let psnr = 0;
    for (let i = 0; i < count; i++) {
      let squares = 0;
      for (let j = i * size; j < (i + 1) * size; j++) {
        const target = (noise[j] as number) - (this.pictures[j] as number);
        loss += (target - (velocity[j] as number)) ** 2 / this.pictures.length;
        const clipped = Math.max(-1, Math.min(1, predictions[j] as number));
        squares += (clipped - (this.pictures[j] as number)) ** 2;
      }
      psnr += (10 * Math.log10((4 * size) / squares)) / count;
    }
    return { sigma, loss, psnr, noisy: z, predictions };
  }
}
