import type { Cluster } from '../engine/inversion/clusters.ts';
import { along, distance, mean } from '../engine/inversion/points.ts';
import { finish } from '../engine/sampling/finish.ts';
import type { DifferentiableFlow, Point } from '../engine/sampling/flow.ts';
import type { EditMap, SmallEdit, TransferOptions } from '../photo/edit-map.ts';
import type { Planes } from '../photo/planes.ts';
import { type AppraisedEdit, appraiseEdit, gainFor, smallMap } from '../photo/strength.ts';
import type { PictureCoder } from './picture-coder.ts';

/** What a run found: what an edit's alternatives are made from. */
export interface Found {
  readonly flow: DifferentiableFlow;
  readonly coder: PictureCoder;
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
  /** The trajectory's points, which refining alone needs. @throws DamagedBlobError where a project lost one */
  readonly points: () => readonly Point[];
  /** Of each point, the distance of its prediction from what it was pulled to. */
  readonly residuals: readonly number[];
  readonly clusters: readonly Cluster[];
  /** The first of the points that is in a cluster, counted. */
  readonly settledAt: number;
  /** Mean of the clusters' centres. */
  readonly mean: Point;
  /** How far colours under the strokes are to go towards the painted ones, on the whole. */
  readonly strength: number;
  /** How an edit is carried to the photo, which its figures are measured on. */
  readonly transfer: TransferOptions;
}

/** A cluster as an edit, or the mean of them all; figures are of what it makes of the photo. */
export interface Alternative extends SmallEdit, AppraisedEdit {
  readonly index: number | 'mean';
  /** Number of its iterates. */
  readonly size: number;
  /** The point whose prediction is `after`. */
  readonly z: Point;
  /** How far `z` is on the way from the mean to the cluster's centre. */
  readonly share: number;
  /**
   * Root mean square distance of predictions from what they were pulled to: the mean of a cluster's
   * iterates.
   */
  readonly residual: number;
}

/** What is kept of an alternative beside its point. */
export function measuresOf({ likeness, effect, outside, residual, share, gain }: Alternative) {
  return { likeness, effect, outside, residual, share, gain };
}

type Pair = Pick<Alternative, 'before' | 'after' | 'z'>;

/** Nearer to the mean than this, clusters are taken for the same. */
const LEAST_SHARE = 0.2;

/**
 * Makes an edit of every cluster, all of them with the gain at which the strokes' own has the wanted
 * effect on the photo.
 */
export async function alternatives(found: Found, signal: AbortSignal): Promise<Alternative[]> {
  const { clusters, inverted, residuals, sigma, strength, transfer } = found;
  const isGroup = inverted.length > 1;
  // In a group's linear regime, that far the clusters' predictions differ by what the pictures do.
  const share = isGroup ? Math.max(LEAST_SHARE, 1 - 2 * sigma) : 1;
  const draws = await inTurn(clusters, ({ centre }) => draw(found, centre, share, signal));
  const pairs = await inTurn(draws, async ({ picture: after, z }, index) => {
    return { before: await startOf(found, index, draws, share, signal), after, z };
  });
  const maps = pairs.map((pair) => smallMap(found, { ...pair, gain: 1 }, transfer));
  const ofStrokes = (cluster: Cluster) => pulledTo(1, cluster, inverted);
  const strokes = clusters.reduce((a, b) => (ofStrokes(b) > ofStrokes(a) ? b : a));
  const gain = isGroup
    ? gainFor(found, maps[clusters.indexOf(strokes)] as EditMap, strength)
    : strength;
  return clusters.map(({ members }, index) => {
    const residual = members.reduce((sum, k) => sum + (residuals[k] as number), 0) / members.length;
    const appraisal = appraiseEdit(found, { ...(maps[index] as EditMap), gain });
    const edit = { ...(pairs[index] as Pair), gain };
    return { index, size: members.length, share, residual, ...appraisal, ...edit };
  });
}

/**
 * The edit from the photo to what the clusters' mean is taken for: near to the exact inversion of
 * what was inverted (Theorem 2).
 */
export async function meanAlternative(found: Found, signal: AbortSignal): Promise<Alternative> {
  const { photo, coder, inverted, clusters, mean: z } = found;
  const clean = await prediction(found, z, signal);
  const pair = { before: photo, after: await coder.decode(clean, photo, signal), z };
  const residual = distance(clean, mean(inverted));
  const size = clusters.reduce((total, { members }) => total + members.length, 0);
  const edit = atStrength(found, pair);
  return { index: 'mean', size, share: 1, residual, ...edit };
}

/** An edit with the gain at which it has the wanted effect on the photo, and what it then makes of it. */
export function atStrength(found: Found, pair: Pair): Pair & { gain: number } & AppraisedEdit {
  const map = smallMap(found, { ...pair, gain: 1 }, found.transfer);
  const gain = gainFor(found, map, found.strength);
  return { ...pair, gain, ...appraiseEdit(found, { ...map, gain }) };
}

/** What a noisy point is taken for, as a picture. */
export async function picture(found: Found, z: Point, signal: AbortSignal): Promise<Planes> {
  return found.coder.decode(await prediction(found, z, signal), found.photo, signal);
}

/** What a noisy point is taken for. */
function prediction({ flow, sigma, steps }: Found, z: Point, signal: AbortSignal): Promise<Point> {
  return finish(flow, z, sigma, steps, signal);
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

/** A point a share of the way from the mean to a centre, and what it is taken for. */
async function draw(found: Found, centre: Point, share: number, signal: AbortSignal) {
  const z = along(found.mean, centre, share);
  return { z, picture: await picture(found, z, signal) };
}

/**
 * What the edit of a cluster starts from. In a group that is the photo's own cluster: what the strokes'
 * hard edges left in both cancels, and so does what the model cannot draw.
 */
async function startOf(
  found: Found,
  index: number,
  draws: readonly { readonly picture: Planes }[],
  share: number,
  signal: AbortSignal,
): Promise<Planes> {
  const { photo, inverted, clusters } = found;
  if (inverted.length === 1) return photo;
  const others = clusters.flatMap((_, other) => (other === index ? [] : [other]));
  const own = others.filter((other) => turnOf(clusters[other] as Cluster, inverted) === 0);
  const from = own.length > 0 ? own : others;
  const [only, ...further] = from;
  if (only !== undefined && further.length === 0) return draws[only]?.picture as Planes;
  const centre = mean(from.map((other) => clusters[other]?.centre as Point));
  return (await draw(found, centre, share, signal)).picture;
}

/** One after the other: the model runs on all cores already. */
async function inTurn<From, To>(
  items: readonly From[],
  make: (item: From, index: number) => Promise<To>,
): Promise<To[]> {
  const results: To[] = [];
  for (const [index, item] of items.entries()) results.push(await make(item, index));
  return results;
}
