import { input } from '../engine/graph/value.ts';
import {
  decodedLoss,
  type ImageLoss,
  pixelLoss,
  type VisualPrompt,
} from '../engine/inversion/image-loss.ts';
import { Parameters } from '../engine/nn/parameters.ts';
import { compile } from '../engine/runtime/program.ts';
import type { Executor } from '../engine/runtime/sessions.ts';
import { float32, float32Data, type Tensor } from '../engine/runtime/tensor.ts';
import type { Point } from '../engine/sampling/flow.ts';
import type { FlowModel, Half } from '../engine/sampling/flow-model.ts';
import type { Planes } from '../photo/planes.ts';
import type { Subject } from './subject.ts';

/** What stands between pictures and a model's points. */
export interface PictureCoder {
  encode(picture: Planes, signal: AbortSignal): Promise<Point>;
  /** @param like a picture of the size that comes out */
  decode(point: Point, like: Planes, signal: AbortSignal): Promise<Planes>;
  /** How far the picture of a clean point is from a visual prompt. */
  loss(prompt: VisualPrompt): ImageLoss;
}

/** A model's own coder; of pixels, where points are pictures. */
export function pictureCoder({ codec }: FlowModel, executor: Executor): PictureCoder {
  if (!codec) {
    return {
      encode: ({ data }) => Promise.resolve(data),
      decode: (data, like) => Promise.resolve({ ...like, data }),
      loss: pixelLoss,
    };
  }
  const encode = coderOf(codec.encoder, executor);
  const decode = coderOf(codec.decoder, executor);
  return {
    encode: ({ data }, signal) => encode(data, signal),
    decode: async (point, like, signal) => ({ ...like, data: await decode(point, signal) }),
    loss: (prompt) => decodedLoss(codec.decoder, executor, prompt),
  };
}

/** The photo, the painted photo and further pictures as points, one after the other. */
export async function encodeSubject(
  coder: PictureCoder,
  { photo, painted, others }: Subject,
  signal: AbortSignal,
): Promise<Point[]> {
  const points: Point[] = [];
  for (const picture of [photo, painted, ...others.map((data) => ({ ...photo, data }))]) {
    points.push(await coder.encode(picture, signal));
  }
  return points;
}

function coderOf({ file, shape, build }: Half, executor: Executor) {
  const weights = new Parameters();
  const given = input('given', { dtype: 'float32', shape: [1, ...shape] });
  const program = compile({ made: build(weights, given) }, { file, parameters: weights });
  return async (values: Point, signal: AbortSignal): Promise<Point> => {
    const results = await executor.run(program, { given: float32(values, given.shape) }, signal);
    return float32Data(results['made'] as Tensor);
  };
}
