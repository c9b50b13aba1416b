import { randomFillSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { layerFixture, strokeFixture } from '../src/document/record-fixture.ts';
import type { Stroke } from '../src/document/records.ts';
import { createProject, openProject } from '../src/main/store/open.ts';
import type { WritableProject } from '../src/main/store/writable-project.ts';
import { type SuiteResult, thisMachine } from './suite.ts';
import { median, milliseconds, rounded } from './timing.ts';

interface ProjectRow {
  readonly what: string;
  /** Median. */
  readonly ms: number;
  readonly slowestMs: number;
  /** Median beside that of the same step in a project of 10 edits, measured in turn; 1 is as fast. */
  readonly timesSmall: number;
}

const EDITS = 2_000;
const RUNS = 200;
/** Photo, latents and previews come to 1 GB. */
const PHOTO_BYTES = 20_000_000;
const ITERATES_PER_RUN = 10;
const LATENT_SHAPE = [16, 120, 120];
const PREVIEW_BYTES = 30_000;
const POINTS_PER_STROKE = 200;
const SMALL_EDITS = 10;
const ROUNDS = 40;
const OPENINGS = 7;

const layer = layerFixture();

/** The project file at 2,000 edits, 200 runs and 1 GB, beside one of 10 edits. */
export async function benchProject(): Promise<SuiteResult<ProjectRow>> {
  const folder = mkdtempSync(join(tmpdir(), 'penumbra-bench-'));
  try {
    const small = join(folder, 'small.penumbra');
    const large = join(folder, 'large.penumbra');
    fill(small, SMALL_EDITS, 0);
    fill(large, EDITS, RUNS);
    return {
      suite: 'project',
      machine: thisMachine(),
      rows: [await openings(small, large), ...(await steps(small, large))],
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function openings(small: string, large: string): Promise<ProjectRow> {
  return compare('open', OPENINGS, small, large, async (path) => {
    let project: WritableProject | undefined;
    const ms = await milliseconds(async () => {
      project = openProject(path);
      project.document();
    });
    project?.close();
    return ms;
  });
}

async function steps(smallPath: string, largePath: string): Promise<ProjectRow[]> {
  const small = openProject(smallPath);
  const large = openProject(largePath);
  const time = (work: (project: WritableProject) => unknown) => (project: WritableProject) =>
    milliseconds(async () => work(project));
  try {
    return [
      await compare(
        'add a stroke',
        ROUNDS,
        small,
        large,
        time((project) => project.commit({ label: 'Brush stroke', put: [stroke()] })),
      ),
      await compare(
        'undo',
        ROUNDS,
        small,
        large,
        time((project) => project.undo()),
      ),
      await compare(
        'redo',
        ROUNDS,
        small,
        large,
        time((project) => project.redo()),
      ),
    ];
  } finally {
    small.close();
    large.close();
  }
}

async function compare<Subject>(
  what: string,
  rounds: number,
  small: Subject,
  large: Subject,
  measure: (subject: Subject) => Promise<number>,
): Promise<ProjectRow> {
  const times: { small: number; large: number }[] = [];
  for (let i = 0; i < rounds; i++) {
    times.push({ small: await measure(small), large: await measure(large) });
  }
  const ms = median(times.map((time) => time.large));
  return {
    what,
    ms: rounded(ms),
    slowestMs: rounded(Math.max(...times.map((time) => time.large))),
    timesSmall: rounded(ms / median(times.map((time) => time.small))),
  };
}

/** Makes a project as an afternoon leaves it: strokes, and runs with their iterates and clusters. */
function fill(path: string, edits: number, runs: number): void {
  const project = createProject(path);
  project.addPhoto({
    name: 'beach.jpg',
    media: 'image/jpeg',
    role: 'original',
    width: 6000,
    height: 4000,
    bytes: noise(PHOTO_BYTES),
  });
  project.commit({ label: 'Add layer', put: [layer] });
  const strokes = edits - project.edits().length;
  for (let i = 0; i < strokes; i++) {
    project.commit({ label: 'Brush stroke', put: [stroke()] });
  }
  for (let i = 0; i < runs; i++) project.transaction(() => addRun(project));
  project.close();
}

function addRun(project: WritableProject): void {
  const run = project.startRun({
    photo: 1,
    edit: project.head,
    parameters: { seed: 1, sigma: 0.6, iterations: ITERATES_PER_RUN },
    model: { id: 'mini', sha256: '0'.repeat(64) },
    provider: 'cpu',
    app: '0.1.0',
  });
  const latent = () => ({
    dtype: 'float16' as const,
    shape: LATENT_SHAPE,
    bytes: noise(2 * LATENT_SHAPE.reduce((product, size) => product * size, 1)),
  });
  const iterates = Array.from({ length: ITERATES_PER_RUN }, (_, step) =>
    project.addIterate({ run, step, latent: latent(), measures: { residual: 1 / (step + 1) } }),
  );
  const cluster = project.addCluster({
    run,
    latent: latent(),
    iterates,
    measures: { spread: 0.1 },
  });
  const picture = { media: 'image/webp', width: 256, height: 256, bytes: noise(PREVIEW_BYTES) };
  project.putPreview({ of: 'cluster', id: cluster, ...picture });
  project.endRun(run, 'done');
}

function stroke(): Stroke {
  return strokeFixture({
    id: crypto.randomUUID(),
    points: Array.from({ length: 3 * POINTS_PER_STROKE }, () => rounded(4_000 * Math.random(), 5)),
  });
}

function noise(length: number): Uint8Array {
  return randomFillSync(new Uint8Array(length));
}
