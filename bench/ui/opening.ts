import { randomFillSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import type { Layer, Stroke } from '../../src/document/records.ts';
import type { Size } from '../../src/document/size.ts';
import { createProject } from '../../src/main/store/open.ts';
import type { WritableProject } from '../../src/main/store/writable-project.ts';

const STROKES = 1_000;
const POINTS = 20;
const RUNS = 50;
const ITERATES = 10;
const CLUSTERS = 2;
const LATENT_SHAPE = [3, 168, 256];
const ROUNDS = 5;

/** Writes a project that a photographer has worked on for long. @param photo its picture, a JPEG */
export function writeProject(path: string, photo: string, size: Size): void {
  const bytes = readFileSync(photo);
  const project = createProject(path, {
    ...{ name: 'photo.jpg', media: 'image/jpeg', role: 'original', ...size },
    bytes,
  });
  project.transaction(() => {
    const layer: Layer = {
      ...{ kind: 'layer', id: 'light', photo: 1, name: 'Light', intent: 'light' },
      ...{ visible: true, opacity: 1, order: 1 },
    };
    // Some strokes, an exploration, and some more.
    for (let run = 0; run < RUNS; run++) {
      const strokes = Array.from({ length: STROKES / RUNS }, (_, i) =>
        strokeAt((run * STROKES) / RUNS + i, size),
      );
      const put = run === 0 ? [layer, ...strokes] : strokes;
      addRun(project, project.commit({ label: 'Strokes', put }).id);
    }
  });
  project.close();
}

function strokeAt(index: number, { width, height }: Size): Stroke {
  const [x, y] = [((index * 37) % 100) / 100, ((index * 61) % 100) / 100];
  const points = Array.from({ length: POINTS }, (_, i) => {
    const t = i / (POINTS - 1);
    return [width * (0.1 + 0.7 * x + 0.1 * t), height * (0.1 + 0.7 * y + 0.1 * t * t), 1];
  });
  return {
    ...{ kind: 'stroke', id: `stroke ${`${index}`.padStart(5, '0')}`, layer: 'light' },
    ...{ tool: 'brush', colour: '#ffd9a0', hardness: 0.5, opacity: 0.5 },
    size: 0.02 * width,
    points: points.flat(),
  };
}

function addRun(project: WritableProject, edit: number): void {
  const run = project.startRun({
    ...{ photo: 1, edit, parameters: {}, provider: 'cpu', app: 'bench' },
    model: { id: 'mini', sha256: '0'.repeat(64) },
  });
  const values = LATENT_SHAPE.reduce((product, side) => product * side, 1);
  const latent = () => ({
    ...({ dtype: 'float16', shape: LATENT_SHAPE } as const),
    bytes: randomFillSync(new Uint8Array(2 * values)),
  });
  const iterates = Array.from({ length: ITERATES }, (_, step) =>
    project.addIterate({ run, step, latent: latent(), measures: { residual: 1 / (step + 1) } }),
  );
  for (let i = 0; i < CLUSTERS; i++) {
    const measures = { likeness: 0.9, effect: 0.6, outside: 1, residual: 0.1 };
    project.addCluster({ run, latent: latent(), iterates: iterates.slice(5), measures });
  }
  project.endRun(run, 'done');
}

/** Milliseconds from the click on a file of the first screen to the frame that shows the first of its picture. */
export async function openings(page: Page, file: string): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const button = page.getByRole('button', { name: file });
    await button.waitFor();
    const tile = page.waitForResponse((response) => response.url().includes('/tile/'));
    const start = performance.now();
    await button.click();
    await (await tile).finished();
    await page.evaluate('new Promise((shown) => requestAnimationFrame(() => shown()))');
    times.push(performance.now() - start);
    await page.waitForLoadState('networkidle');
    await page.getByRole('button', { name: /^Project / }).click();
    await page.getByRole('menuitem', { name: 'Close the project' }).click();
  }
  return times;
}
