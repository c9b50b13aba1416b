import { GroupPrior, medianDistance } from '../engine/inversion/group-prior.ts';
import { type OptimiseStep, optimise } from '../engine/inversion/optimise.ts';
import { along, difference } from '../engine/inversion/points.ts';
import type { Point } from '../engine/sampling/flow.ts';
import { appraise } from '../photo/appraise.ts';
import { type Alternative, atStrength, type Found, picture } from './alternatives.ts';

/** Length of a step: a tenth of what a value of a point is apart from its mean. */
const LEARNING_RATE = 0.02;

/** Weight of the cluster beside the picture, whose loss is of the order of a hundredth. */
const BETA = 0.01;

/**
 * Post-inversion optimisation of an alternative towards the strokes: a cluster's point stays with its
 * cluster (Eq. 12), the mean is free (Eq. 7). The visual prompt is what the edit starts from with the
 * strokes' change on it, as strong as the edit has it and under the strokes alone.
 * @param tell every state, the first of which is the start
 */
export async function refine(
  found: Found,
  chosen: Alternative,
  steps: number,
  tell: (step: OptimiseStep) => void,
  signal: AbortSignal,
): Promise<Alternative> {
  const { photo, painted, opacity, flow, coder, sigma } = found;
  const strokes = difference(painted.data, photo.data);
  const change = difference(chosen.after.data, chosen.before.data);
  const { effect } = appraise(photo, change, painted, opacity);
  const prompt = chosen.before.data.map((value, i) => value + effect * (strokes[i] as number));
  const loss = coder.loss({ picture: prompt, mask: opacity });
  const prior = chosen.index === 'mean' ? undefined : priorOf(found, chosen);
  const settings = { sigma, steps, learningRate: LEARNING_RATE, prior };
  let z: Point = chosen.z;
  for await (const step of optimise(flow, z, loss, settings, signal)) {
    tell(step);
    z = step.z;
  }
  return movedTo(found, chosen, z, signal);
}

/** An alternative with another point in place of its own. */
export async function movedTo(
  found: Found,
  alternative: Alternative,
  z: Point,
  signal: AbortSignal,
): Promise<Alternative> {
  const pair = { before: alternative.before, after: await picture(found, z, signal), z };
  return { ...alternative, ...atStrength(found, pair) };
}

/** The cluster as far from the mean as the alternative is. */
function priorOf(found: Found, { index, share }: Alternative) {
  const { clusters, mean, settledAt } = found;
  const points = found.points();
  const towards = (k: number) => along(mean, points[k] as Point, share);
  const members = clusters.flatMap(({ members }, i) => (i === index ? members : [])).map(towards);
  // Over all clusters: within one, points may be too close for any distance to count.
  const settled = points.slice(settledAt).map((z) => along(mean, z, share));
  return { beta: BETA, group: new GroupPrior(members, medianDistance(settled)) };
}
