import { add, concat, div, expand, mul, relu, reshape, sqrt, sub } from '../graph/ops/index.ts';
import { constant, GraphError, scalar, type Value } from '../graph/value.ts';
import { convolution } from '../nn/convolution.ts';
import type { Parameters } from '../nn/parameters.ts';
import { depthToSpace, packPatches, spaceToDepth, unpackPatches } from '../nn/patches.ts';
import { type FluxConfig, flux } from './flux.ts';

/**
 * A FLUX transformer between convolutions, for pixels: the image is halved twice by convolutional
 * levels, its quarter becomes the transformer's tokens, and the same levels, with skips, bring the
 * answer back. Convolutions overlap, so no patch grid shows; the transformer sees the whole picture.
 */
export interface HourglassConfig {
  /** Standard deviation of pixel values in [−1, 1], for the preconditioning. */
  readonly sigmaData: number;
  /** Levels at a half and at a quarter of the image's size. */
  readonly levels: readonly [LevelConfig, LevelConfig];
  readonly transformer: FluxConfig;
}

interface LevelConfig {
  readonly channels: number;
  /** Residual blocks on the way in, and again on the way out. */
  readonly blocks: number;
}

export interface HourglassInputs {
  /** Noisy images, `[n, 3, h, w]`, clean values in [−1, 1]; `h` and `w` multiples of {@link STEP}. */
  readonly z: Value;
  /** Noise level σ in [0, 1], `[n]`. */
  readonly sigma: Value;
}

/** An image's sides are multiples of this. */
export const STEP = 8;

const CHANNELS = 3;

/**
 * Builds the velocity `v(z, σ)`, `[n, 3, h, w]`.
 *
 * Preconditioned as in EDM (Karras et al. 2022, table 1), rewritten for a rectified flow: with
 * `q = σ² + s²(1−σ)²` the variance of `z` for data of standard deviation `s`, the network `F` sees
 * `z/√q` and `D = s²(1−σ)/q·z + σs/√q·F`, so `v = (z − D)/σ = (σ − s²(1−σ))/q·z − s/√q·F`, which
 * has no pole at σ = 0 or 1, and a target for `F` of variance 1 everywhere.
 */
export function hourglass(
  weights: Parameters,
  config: HourglassConfig,
  { z, sigma }: HourglassInputs,
): Value {
  const [n = 0, , h = 0, w = 0] = z.shape;
  if (h % STEP !== 0 || w % STEP !== 0) {
    throw new GraphError(`hourglass: ${w}×${h} pixels; both sides must be multiples of ${STEP}`);
  }
  const variance = config.sigmaData ** 2;
  const level = reshape(sigma, [n, 1, 1, 1]);
  const kept = sub(scalar(1), level);
  const q = add(mul(level, level), mul(mul(kept, kept), scalar(variance)));
  const root = sqrt(q);
  const f = network(weights, config, {
    image: div(z, root),
    noise: div(level, root),
    sigma,
  });
  const along = div(sub(level, mul(kept, scalar(variance))), q);
  return sub(mul(z, along), mul(f, div(scalar(config.sigmaData), root)));
}

interface NetworkInputs {
  /** Of variance 1. */
  readonly image: Value;
  /** Standard deviation of the noise in it, `[n, 1, 1, 1]`. */
  readonly noise: Value;
  readonly sigma: Value;
}

function network(
  weights: Parameters,
  { levels: [half, quarter], transformer }: HourglassConfig,
  { image, noise, sigma }: NetworkInputs,
): Value {
  const pixels = spaceToDepth(image);
  const [n = 0, , h = 0, w = 0] = pixels.shape;
  const map = expand(noise, [n, 1, h, w]);
  const project = (name: string, x: Value, out: number, kernel: number) =>
    convolution(weights, name, x, { out, kernel });

  const start = project('in', concat([pixels, map], 1), half.channels, 3);
  const fine = residualBlocks(weights, 'down.0', start, half);
  const halved = project('down.1.in', spaceToDepth(fine), quarter.channels, 1);
  const coarse = residualBlocks(weights, 'down.1', halved, quarter);
  const attended = add(coarse, transform(weights, transformer, coarse, sigma));
  const refined = residualBlocks(weights, 'up.1', attended, quarter);
  const doubled = depthToSpace(project('up.1.out', refined, 4 * half.channels, 1));
  const last = residualBlocks(weights, 'up.0', add(fine, doubled), half);
  return depthToSpace(project('out', last, 4 * CHANNELS, 3));
}

function residualBlocks(
  weights: Parameters,
  name: string,
  x: Value,
  { channels, blocks }: LevelConfig,
): Value {
  let h = x;
  for (let i = 0; i < blocks; i++) {
    const conv = (part: string, value: Value) =>
      convolution(weights, `${name}.${i}.${part}`, value, { out: channels, kernel: 3 });
    h = add(h, conv('conv2', relu(conv('conv1', h))));
  }
  return h;
}

/** The transformer over 2×2 patches of features. No text: one learned token stands for it. */
function transform(weights: Parameters, config: FluxConfig, features: Value, sigma: Value): Value {
  const [n = 0, , height = 0, width = 0] = features.shape;
  const [h, w] = [height / 2, width / 2];
  const grid = Array.from({ length: h * w }, (_, i) => [0, Math.floor(i / w), i % w]).flat();
  const ones = (shape: number[]) => constant(new Float32Array(n).fill(1), shape);
  const { velocity } = flux(weights, config, {
    img: packPatches(features),
    imgIds: constant(grid, [h * w, 3]),
    txt: ones([n, 1, 1]),
    txtIds: constant([0, 0, 0], [1, 3]),
    timesteps: sigma,
    y: ones([n, 1]),
  });
  return unpackPatches(velocity, h, w);
}
