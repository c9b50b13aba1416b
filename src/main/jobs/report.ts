import { join } from 'node:path';
import { findPlane } from '../engine/inversion/plane.ts';
import { distance } from '../engine/inversion/points.ts';
import { writeSheet } from '../photo/sheet.ts';
import { writePlot } from '../plots/plot.ts';
import type { Exploration } from './explore.ts';
import type { Subject } from './subject.ts';

/**
 * Writes what an exploration found into a folder that is there, for looking at: a sheet of the pictures (photo, strokes; then for
 * every cluster, and for a refined result or the mean, what the edit starts from and leads to), the trajectory in the plane where it moves
 * most, and its residuals and steps.
 */
export async function writeReport(
  folder: string,
  { photo, painted }: Subject,
  { trajectory, outcome, alternatives, chosen, sigma }: Exploration,
): Promise<void> {
  const edits = alternatives.includes(chosen) ? alternatives : [...alternatives, chosen];
  const pictures = [[photo, painted], ...edits.map(({ before, after }) => [before, after])];
  await writeSheet(join(folder, 'clusters.png'), pictures);

  const points = trajectory.map(({ z }) => z);
  const project = findPlane(points);
  const shown = points.map(project);
  writePlot(join(folder, 'trajectory.svg'), {
    title: `Trajectory at σ ${sigma}, in the plane of its greatest variance`,
    x: 'first component',
    y: 'second component',
    isPlane: true,
    series: [
      { name: 'trajectory', as: 'line', points: shown },
      ...outcome.clusters.map(({ members }, index) => ({
        name: `cluster ${index}`,
        as: 'dots' as const,
        points: members.map((k) => shown[k] as [number, number]),
      })),
      { name: 'mean of centres', as: 'dots', points: [project(outcome.mean)] },
    ],
  });
  writePlot(join(folder, 'residuals.svg'), {
    title: `Residual and step by iterate, at σ ${sigma}`,
    x: 'iterate',
    y: 'root mean square',
    series: [
      {
        name: 'residual ‖y − D(z)‖',
        as: 'marked line',
        points: trajectory.map(({ index, residual }) => [index, residual]),
      },
      {
        name: 'step ‖z′ − z‖',
        as: 'marked line',
        points: points
          .slice(1)
          .map((z, k) => [k + 1, distance(z, points[k] as (typeof points)[0])]),
      },
    ],
  });
}
