import type { Cluster } from '../engine/inversion/clusters.ts';
import { along, difference, distance, mean } from '../engine/inversion/points.ts';
import { finish } from '../engine/sampling/finish.ts';
import type { Flow, Point } from '../engine/sampling/flow.ts';
import { type Appraisal, appraise } from '../photo/appraise.ts';
import type { Planes } from '../photo/planes.ts';

/** What an edit's alternatives are made from. */
export interface Exploration {
  readonly flow: Flow;
  readonly sigma: number;
  /** Euler steps from σ down to 0; 0 for the one-step prediction. */
  readonly steps: number;
  readonly photo: Planes;
  /** The photo with the strokes on it. */
  readonly painted: Planes;
  /** Of the strokes, `[height, width]` in [0, 1]. */
  readonly opacity: Float32Array;
  /** What was inverted in turns: the painted photo alone, or the photo, the painted one and others. */
  readonly inverted: readonly Point[];
  readonly clusters: readonly Cluster[];
  /** Mean of the clusters' centres. */
  readonly mean: Point;
}

/** The pictures that an edit leads from and to, in the model's size. */
interface Pair {
  readonly before: Planes;
  readonly after: Planes;
}

/** A cluster as an edit. */
export interface Alternative extends Pair, Appraisal {
  readonly index: number;
  /** Number of its iterates. */
  readonly size: number;
  /** Root mean square distance of its prediction from the picture it was pulled to. */
  readonly residual: number;
}

/** Accuracy that the effect of the strokes is brought to, and how often it is corrected at most. */
const EFFECT_TOLERANCE = 0.02;
const CORRECTIONS = 3;

/** Beyond the clusters by this much, predictions are no longer of anything the model knows. */
const FURTHEST = 1.5;

/**
 * Makes an edit of every cluster, all of them as strong as makes the strokes' own have the wanted
 * effect.
 * @param strength how far colours inside the strokes go towards the painted ones; 1 is all the way
 */
export async function alternatives(
  exploration: Exploration,
  strength: number,
  signal: AbortSignal,
): Promise<Alternative[]> {
  const { clusters, inverted } = exploration;
  const finished = (z: Point) =>
    finish(exploration.flow, z, exploration.sigma, exploration.steps, signal);
  const share = await shareFor(exploration, strength, finished);
  const found: Alternative[] = [];
  for (const [index, cluster] of clusters.entries()) {
    const pair = await pairOf(exploration, cluster, share, finished);
    const prediction = await finished(cluster.centre);
    const residual = distance(prediction, inverted[turnOf(cluster, inverted)] as Point);
    const size = cluster.members.length;
    found.push({ index, size, residual, ...judge(exploration, pair), ...pair });
  }
  return found;
}

type Finished = (z: Point) => Promise<Point>;

function judge({ photo, painted, opacity }: Exploration, { before, after }: Pair): Appraisal {
  return appraise(photo, difference(after.data, before.data), painted, opacity);
}

/** Which of the pictures that take turns a cluster is pulled to. */
function turnOf({ members }: Cluster, inverted: readonly Point[]): number {
  return (members.at(-1) as number) % inverted.length;
}

/**
 * The share of the way from the mean to the clusters at which the strokes have the wanted effect.
 * It is nearly linear for small shares, so a few corrections in proportion find it. Where the painted
 * photo was inverted alone, there is nothing to compare with, and the strength is the share.
 */
async function shareFor(
  exploration: Exploration,
  strength: number,
  finished: Finished,
): Promise<number> {
  const { clusters, inverted, sigma } = exploration;
  const strokes = clusters.find((cluster) => turnOf(cluster, inverted) === 1);
  if (!strokes) return strength;
  // In the linear regime the predictions differ by 1/(1−2σ) of what the pictures differ by.
  let share = Math.max(0.1, 1 - 2 * sigma) * strength;
  for (let correction = 0; correction < CORRECTIONS; correction++) {
    const pair = await pairOf(exploration, strokes, share, finished);
    const { effect } = judge(exploration, pair);
    if (effect <= 0 || Math.abs(effect - strength) < EFFECT_TOLERANCE * strength) break;
    share = Math.min(FURTHEST, (share * strength) / effect);
  }
  return share;
}

/**
 * The edit of a cluster, a share of the way from the mean. In a group it leads from the photo's own
 * cluster: what the strokes' hard edges left in both cancels, and so does what the model cannot draw.
 */
async function pairOf(
  { photo, inverted, clusters, mean: centre }: Exploration,
  cluster: Cluster,
  share: number,
  finished: Finished,
): Promise<Pair> {
  const at = async (z: Point): Promise<Planes> => ({
    ...photo,
    data: await finished(along(centre, z, share)),
  });
  const after = await at(cluster.centre);
  if (inverted.length === 1) return { before: photo, after };
  const others = clusters.filter((other) => other !== cluster);
  const own = others.filter((other) => turnOf(other, inverted) === 0);
  const from = mean((own.length > 0 ? own : others).map((other) => other.centre));
  return { before: await at(from), after };
}
