import type { Point } from '../engine/sampling/flow.ts';
import type { Cluster } from '../store/clusters.ts';
import type { Latent } from '../store/latent.ts';
import type { ReadableProject } from '../store/readable-project.ts';
import type { Alternative } from './alternatives.ts';
import type { Exploration } from './explore.ts';
import { latentUnlessDamaged, offFrom } from './latents.ts';
import type { Refinement } from './refinements.ts';

/** How what was computed again stands to what the project holds of it. */
export interface Compared {
  /** Number of the iterates and clusters. */
  readonly latents: number;
  /** How many of them are damaged in the file, so that nothing can be said of them. */
  readonly damaged: number;
  /** How many of the others are not what they were, to the bit. */
  readonly differing: number;
  /**
   * The most that a value of them is off by, at the accuracy of 16 bits; `null` where no number says that: one was not
   * found again, or has values that are not finite.
   */
  readonly furthest: number | null;
}

/** A run that was computed again. */
export interface RunAgain {
  readonly exploration: Exploration;
  /** What was refined of it in the editor, by the clusters' numbers. */
  readonly refined: ReadonlyMap<number, Alternative>;
}

/** What a project holds of what a run found. */
export interface KeptRun {
  /** Numbers of the clusters that it found, in their order. */
  readonly found: readonly number[];
  /** Those of the clusters that were refined of them in the editor, as far as they are compared. */
  readonly refined: readonly number[];
  readonly latents: readonly {
    /** `undefined` where it is damaged. */
    readonly kept: Latent | undefined;
    /** What is to be the same. */
    readonly again: (run: RunAgain) => Point | undefined;
  }[];
}

/** @param refinements of the run that are to be compared too */
export function keptRun(
  project: ReadableProject,
  run: number,
  refinements: readonly Refinement[],
): KeptRun {
  const isFound = ({ iterates }: Cluster) => iterates.length > 0;
  // What was refined later is no part of the run; of the rest, those without iterates are what its result was made of.
  const clusters = project.clusters(run).filter(({ measures }) => !('refinedFrom' in measures));
  const found = clusters.filter(isFound).map(({ id }) => id);
  const made = clusters.filter((cluster) => !isFound(cluster)).map(({ id }) => id);
  const refined = refinements.map(({ cluster }) => cluster);
  const cluster = (id: number, again: KeptRun['latents'][number]['again']) => ({
    kept: latentUnlessDamaged(project, 'cluster', id),
    again,
  });
  return {
    found,
    refined,
    latents: [
      ...project.iterates(run).map(({ id, step }) => ({
        kept: latentUnlessDamaged(project, 'iterate', id),
        again: ({ exploration }: RunAgain) => exploration.trajectory[step]?.z,
      })),
      ...found.map((id, i) =>
        cluster(id, ({ exploration }) => exploration.outcome.clusters[i]?.centre),
      ),
      ...made.map((id) => cluster(id, ({ exploration }) => exploration.chosen.z)),
      ...refined.map((id) => cluster(id, (again) => again.refined.get(id)?.z)),
    ],
  };
}

export function compareRun({ latents }: KeptRun, run: RunAgain): Compared {
  const whole = latents.flatMap(({ kept, again }) => (kept ? [{ kept, again }] : []));
  const off = whole.map(({ kept, again }) => offFrom(kept, again(run) ?? new Float32Array()));
  const differing = off.filter((by) => by !== undefined);
  return {
    latents: latents.length,
    damaged: latents.length - whole.length,
    differing: differing.length,
    furthest: furthestOf(differing),
  };
}

/** Of several runs together. */
export function comparedOf(runs: readonly Compared[]): Compared {
  const sum = (of: (run: Compared) => number) => runs.reduce((total, run) => total + of(run), 0);
  return {
    latents: sum(({ latents }) => latents),
    damaged: sum(({ damaged }) => damaged),
    differing: sum(({ differing }) => differing),
    furthest: furthestOf(runs.map(({ furthest }) => furthest)),
  };
}

function furthestOf(all: readonly (number | null)[]): number | null {
  return all.reduce((most, by) => (most === null || by === null ? null : Math.max(most, by)), 0);
}
