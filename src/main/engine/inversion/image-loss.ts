import { gradients } from '../autodiff/gradients.ts';
import { mul, sub, sumAll } from '../graph/ops/index.ts';
import { input, type Value } from '../graph/value.ts';
import { Parameters } from '../nn/parameters.ts';
import { compile } from '../runtime/program.ts';
import type { Executor } from '../runtime/sessions.ts';
import { float32, float32Data, type Tensor } from '../runtime/tensor.ts';
import type { Point } from '../sampling/flow.ts';
import type { Half } from '../sampling/flow-model.ts';

/** A loss of the picture that a clean point decodes to, with its gradient with respect to the point. */
export type ImageLoss = (
  point: Point,
  signal?: AbortSignal,
) => Promise<{ readonly loss: number; readonly gradient: Point }>;

/** What a result should look like. */
export interface VisualPrompt {
  /** `[3, height, width]` in [−1, 1] */
  readonly picture: Float32Array<ArrayBuffer>;
  /** How much every pixel counts, `[height, width]`; not 0 everywhere. */
  readonly mask: Float32Array<ArrayBuffer>;
}

/** Mean square distance from a visual prompt under its mask, for models whose points are pictures. */
export function pixelLoss({ picture, mask }: VisualPrompt): ImageLoss {
  const weights = normalised(mask);
  return (point) => {
    const gradient = new Float32Array(point.length);
    let loss = 0;
    for (let i = 0; i < point.length; i++) {
      const weight = weights[i % weights.length] as number;
      const apart = (point[i] as number) - (picture[i] as number);
      loss += weight * apart * apart;
      gradient[i] = 2 * weight * apart;
    }
    return Promise.resolve({ loss, gradient });
  };
}

/** The same of the decoded picture, for models of latents. */
export function decodedLoss(
  decoder: Half,
  executor: Executor,
  { picture, mask }: VisualPrompt,
): ImageLoss {
  const weights = new Parameters();
  const shape = [1, ...decoder.shape];
  const latent = input('latent', { dtype: 'float32', shape });
  const decoded = decoder.build(weights, latent);
  const [, , height = 0, width = 0] = decoded.shape;
  const fixed = {
    picture: float32(picture, decoded.shape),
    mask: float32(normalised(mask), [1, 1, height, width]),
  };
  const apart = sub(decoded, input('picture', fixed.picture));
  const loss = sumAll(mul(mul(apart, apart), input('mask', fixed.mask)));
  const [gradient] = gradients(loss, [latent]) as [Value];
  const program = compile({ loss, gradient }, { file: decoder.file, parameters: weights });
  return async (point, signal) => {
    const feeds = { ...fixed, latent: float32(point, shape) };
    const results = await executor.run(program, feeds, signal);
    const [value] = float32Data(results['loss'] as Tensor);
    return { loss: value as number, gradient: float32Data(results['gradient'] as Tensor) };
  };
}

/** Weights of pixels that add up to 1 over all channels. */
function normalised(mask: Float32Array): Float32Array<ArrayBuffer> {
  const total = 3 * mask.reduce((sum, value) => sum + value, 0);
  return Float32Array.from(mask, (value) => value / total);
}
