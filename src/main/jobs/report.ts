import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { findPlane } from '../engine/inversion/plane.ts';
import { distance } from '../engine/inversion/points.ts';
import { replaceFile } from '../files/replace-file.ts';
import type { Planes } from '../photo/planes.ts';
import { writePicture } from '../photo/sheet.ts';
import { writePlot } from '../plots/plot.ts';
import type { Alternative } from './alternatives.ts';
import type { Exploration } from './explore.ts';
import type { Subject } from './subject.ts';

/**
 * Writes what an exploration found into a folder, for looking at: a page of the photo under every
 * cluster, with what the model saw and the figures; the trajectory in the plane where it moves most;
 * its residuals and steps.
 */
export async function writeReport(
  folder: string,
  subject: Subject,
  { trajectory, outcome, alternatives, chosen, sigma }: Exploration,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const edits = alternatives.includes(chosen) ? alternatives : [...alternatives, chosen];
  const sections: string[] = [];
  for (const edit of edits) {
    const isChosen = edit === chosen;
    const name = isChosen && !alternatives.includes(edit) ? 'result' : `cluster-${edit.index}`;
    const pictures = {
      'on the photo': edit.edited,
      'the model, before': edit.before,
      'the model, after': edit.after,
    };
    sections.push(await section(folder, name, isChosen, edit, pictures));
  }
  const inputs = { photo: subject.photo, strokes: subject.painted };
  const first = `<section>${await figures(folder, 'input', inputs)}</section>`;
  replaceFile(join(folder, 'index.html'), page(sigma, [first, ...sections]));

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

async function section(
  folder: string,
  name: string,
  isChosen: boolean,
  { likeness, effect, outside, residual, size }: Alternative,
  pictures: Readonly<Record<string, Planes>>,
): Promise<string> {
  const figured = { likeness, effect, outside, residual };
  const words = Object.entries(figured).map(([what, value]) => `${what} ${value.toFixed(3)}`);
  const title = `${name.replace('-', ' ')}${isChosen ? ', chosen' : ''}`;
  const heading = `<h2>${title}</h2><p>${words.join(' · ')} · ${size} iterates</p>`;
  return `<section>${heading}${await figures(folder, name, pictures)}</section>`;
}

/** Writes pictures, and shows them side by side. */
async function figures(
  folder: string,
  name: string,
  pictures: Readonly<Record<string, Planes>>,
): Promise<string> {
  const shown: string[] = [];
  for (const [caption, picture] of Object.entries(pictures)) {
    const file = `${name}-${caption.replaceAll(/\W+/g, '-')}.png`;
    await writePicture(join(folder, file), picture);
    shown.push(`<figure><img src="${file}" alt=""><figcaption>${caption}</figcaption></figure>`);
  }
  return `<div>${shown.join('')}</div>`;
}

function page(sigma: number, sections: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Clusters at σ ${sigma}</title>
<style>
  body { background: #161616; color: #e8e8e8; font: 14px/1.5 sans-serif; margin: 24px; }
  h2 { font-size: 16px; margin: 32px 0 0; }
  p, figcaption { color: #a8a8a8; margin: 0 0 8px; }
  div { display: flex; flex-wrap: wrap; gap: 8px; }
  figure { margin: 0; }
  img { display: block; width: 384px; max-width: 100%; }
</style>
<h1>Clusters at σ ${sigma}</h1>
<p>Likeness to the photo is structural similarity, at most 1. Effect is how far colours under the strokes
have gone towards the painted ones, 1 all the way. Outside is the change around the strokes, in steps of 255.</p>
${sections.join('\n')}
<h2>Trajectory</h2>
<div><img src="trajectory.svg" alt="" style="width: 600px"><img src="residuals.svg" alt="" style="width: 600px"></div>
</html>
`;
}
