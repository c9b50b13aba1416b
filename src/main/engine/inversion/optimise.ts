import { type DifferentiableFlow, jump, type Point } from '../sampling/flow.ts';
import { AdamW, type AdamWOptions } from '../train/optimiser.ts';
import type { GroupPrior } from './group-prior.ts';
import type { ImageLoss } from './image-loss.ts';
import { checkIterations, checkPoints, checkSigma, InversionError } from './settings.ts';

export interface OptimiseSettings {
  /** Noise level of the point, in (0, 1). */
  readonly sigma: number;
  /** Steps of the optimiser. */
  readonly steps: number;
  /** Length of a step in the values of the point, which are of the order of 1. */
  readonly learningRate: number;
  /** Keeps the point with its cluster (Eq. 12); without it, only the image counts (Eq. 7). */
  readonly prior?: { readonly beta: number; readonly group: GroupPrior } | undefined;
}

export interface OptimiseStep {
  /** From 0, the start. */
  readonly index: number;
  readonly z: Point;
  /** `D(z)` */
  readonly prediction: Point;
  /** `L_rgb`, of the image alone. */
  readonly imageLoss: number;
  /** `L_rgb + β·L_GP` */
  readonly loss: number;
}

const ADAM: AdamWOptions = { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0 };

/**
 * Post-inversion optimisation: moves a point so that its one-step prediction comes nearer to a visual
 * prompt, `min_z L_rgb(Dec(D(z)))` from the mean of the clusters' centres (Oscillation Inversion, Eq.
 * 7), or `+ β·L_GP(z)` from the centre of one cluster (Eq. 12). Every state is an event of the
 * stream, the last one that after all steps.
 * @throws InversionError where settings or the point are unusable, or the loss is not finite
 */
export async function* optimise(
  flow: DifferentiableFlow,
  start: Point,
  imageLoss: ImageLoss,
  { sigma, steps, learningRate, prior }: OptimiseSettings,
  signal?: AbortSignal,
): AsyncGenerator<OptimiseStep> {
  checkSigma(sigma);
  checkIterations(steps);
  checkPoints(flow, [start]);
  const z = start.slice();
  const adam = new AdamW(new Map([['z', z]]), ADAM);
  for (let index = 0; ; index++) {
    signal?.throwIfAborted();
    const prediction = jump(z, await flow.velocity(z, sigma, signal), sigma);
    const image = await imageLoss(prediction, signal);
    const loss = image.loss + (prior ? prior.beta * prior.group.at(z) : 0);
    if (!Number.isFinite(loss)) {
      throw new InversionError(`the loss at step ${index} is not finite: take a lower σ`);
    }
    yield { index, z: z.slice(), prediction, imageLoss: image.loss, loss };
    if (index === steps) return;
    // D = z − σ·v, so J_Dᵀ·g = g − σ·J_vᵀ·g.
    const pulled = await flow.pullback(z, sigma, image.gradient, signal);
    const gradient = jump(image.gradient, pulled, sigma);
    if (prior) {
      const towardsGroup = prior.group.gradient(z);
      for (let i = 0; i < gradient.length; i++) {
        gradient[i] = (gradient[i] as number) + prior.beta * (towardsGroup[i] as number);
      }
    }
    adam.step({ z: gradient }, learningRate);
  }
}
