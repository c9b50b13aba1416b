import type { Cluster } from '../engine/inversion/clusters.ts';
import { along, difference, distance, mean } from '../engine/inversion/points.ts';
import { finish } from '../engine/sampling/finish.ts';
import type { DifferentiableFlow, Point } from '../engine/sampling/flow.ts';
import { type Appraisal, appraise } from '../photo/appraise.ts';
import type { Planes } from '../photo/planes.ts';

/** What a run found: what an edit's alternatives are made from. */
export interface Found {
  readonly flow: DifferentiableFlow;
  readonly sigma: number;
  /** Euler steps from σ down to 0; 0 for the one-step prediction. */
  readonly steps: number;
  readonly photo: Planes;
  /** The photo with the strokes on it. */
  readonly painted: Planes;
  /** Of the strokes, `[height, width]` in [0, 1]. */
  readonly opacity: Point;
  /** What was inverted in turns: the painted photo alone, or the photo, the painted one and others. */
  readonly inverted: readonly Point[];
  /** The trajectory's points. */
  readonly points: readonly Point[];
  readonly clusters: readonly Cluster[];
  /** The first of the points that is in a cluster, counted. */
  readonly settledAt: number;
  /** Mean of the clusters' centres. */
  readonly mean: Point;
}

/** The pictures that an edit leads from and to, in the model's size. */
interface Pair {
  readonly before: Planes;
  readonly after: Planes;
  /** The point whose prediction is `after`. */
  readonly z: Point;
}

/** A cluster as an edit, or the mean of them all. */
export interface Alternative extends Pair, Appraisal {
  readonly index: number | 'mean';
  /** Number of its iterates. */
  readonly size: number;
  /** How far `z` is on the way from the mean to the cluster's centre. */
  readonly share: number;
  /** Root mean square distance of its prediction from the picture, or the mean, it was pulled to. */
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
  found: Found,
  strength: number,
  signal: AbortSignal,
): Promise<Alternative[]> {
  const { clusters, inverted } = found;
  const share = await shareFor(found, strength, signal);
  const results: Alternative[] = [];
  for (const [index, cluster] of clusters.entries()) {
    const pair = await pairOf(found, cluster, share, signal);
    const { data } = await picture(found, cluster.centre, signal);
    const residual = distance(data, inverted[turnOf(cluster, inverted)] as Point);
    const size = cluster.members.length;
    results.push({ index, size, share, residual, ...judge(found, pair), ...pair });
  }
  return results;
}

/**
 * The edit from the photo to what the clusters' mean is taken for: near to the exact inversion of
 * what was inverted (Theorem 2).
 */
export async function meanAlternative(found: Found, signal: AbortSignal): Promise<Alternative> {
  const { photo, inverted, clusters, mean: z } = found;
  const pair = { before: photo, after: await picture(found, z, signal), z };
  const residual = distance(pair.after.data, mean(inverted));
  const size = clusters.reduce((total, { members }) => total + members.length, 0);
  return { index: 'mean', size, share: 1, residual, ...judge(found, pair), ...pair };
}

/** What a noisy point is taken for, as a picture. */
export async function picture(found: Found, z: Point, signal: AbortSignal): Promise<Planes> {
  const { photo, flow, sigma, steps } = found;
  return { ...photo, data: await finish(flow, z, sigma, steps, signal) };
}

/** Appraises an edit by what it changes between its two pictures. */
export function judge({ photo, painted, opacity }: Found, { before, after }: Pair): Appraisal {
  return appraise(photo, difference(after.data, before.data), painted, opacity);
}

/** The share of a cluster's iterates that were pulled to one of the pictures that take turns. */
function pulledTo(turn: number, { members }: Cluster, inverted: readonly Point[]): number {
  return members.filter((k) => k % inverted.length === turn).length / members.length;
}

/** Which of the pictures that take turns a cluster is pulled to, for the most part. */
function turnOf(cluster: Cluster, inverted: readonly Point[]): number {
  const shares = inverted.map((_, turn) => pulledTo(turn, cluster, inverted));
  return shares.indexOf(Math.max(...shares));
}

/**
 * The share of the way from the mean to the clusters at which the strokes have the wanted effect.
 * It is nearly linear for small shares, so a few corrections in proportion find it. Where the painted
 * photo was inverted alone, there is nothing to compare with, and the strength is the share.
 */
async function shareFor(found: Found, strength: number, signal: AbortSignal): Promise<number> {
  const { clusters, inverted, sigma } = found;
  if (inverted.length === 1) return strength;
  const ofStrokes = (cluster: Cluster) => pulledTo(1, cluster, inverted);
  const strokes = clusters.reduce((a, b) => (ofStrokes(b) > ofStrokes(a) ? b : a));
  // In the linear regime the predictions differ by 1/(1−2σ) of what the pictures differ by.
  let share = Math.min(FURTHEST, Math.max(0.1, 1 - 2 * sigma) * strength);
  for (let correction = 0; correction < CORRECTIONS; correction++) {
    const { effect } = judge(found, await pairOf(found, strokes, share, signal));
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
  found: Found,
  cluster: Cluster,
  share: number,
  signal: AbortSignal,
): Promise<Pair> {
  const { photo, inverted, clusters, mean: centre } = found;
  const z = along(centre, cluster.centre, share);
  const after = await picture(found, z, signal);
  if (inverted.length === 1) return { before: photo, after, z };
  const others = clusters.filter((other) => other !== cluster);
  const own = others.filter((other) => turnOf(other, inverted) === 0);
  const from = mean((own.length > 0 ? own : others).map((other) => other.centre));
  return { before: await picture(found, along(centre, from, share), signal), after, z };
}
