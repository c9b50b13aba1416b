import { createProject, openReadOnly } from '../../src/main/store/open.ts';
import type { ReadableProject } from '../../src/main/store/readable-project.ts';
import { prepare, strokeOf } from './gestures.ts';
import { bytesOf, seeded } from './random.ts';

/** Everything that can be seen of a project, to hold damaged copies against. */
export interface Sight {
  /** The document and the history. */
  readonly document: string;
  /** All but the bytes of blobs: photos, runs, iterates, clusters, adapters. */
  readonly rows: string;
  /** Of prompts, previews and settings, those that are there: they can be made again. */
  readonly caches: ReadonlyMap<string, string>;
  /** Bytes of every photo, preview, adapter, prompt and latent, in base64; `undefined` where they are damaged. */
  readonly data: ReadonlyMap<string, string | undefined>;
}

const STROKES = 60;

/** Key of an encoded prompt. */
const PROMPT = 'b'.repeat(64);

/** Writes a small project with something of everything in it. */
export function writeSpecimen(file: string): void {
  const random = seeded(7);
  const project = createProject(file);
  prepare(project, random);
  for (let i = 0; i < STROKES; i++) {
    project.commit({ label: `Stroke ${i}`, put: [strokeOf(random, 40)] });
    if (i % 10 === 5) project.undo();
  }
  project.nameEdit(20, 'Evening light');
  const { id: photo } = project.addPhoto({
    name: 'second.png',
    media: 'image/png',
    role: 'reference',
    width: 500,
    height: 400,
    bytes: bytesOf(random, 200_000),
  });
  for (let run = 1; run <= 3; run++) {
    project.transaction(() => {
      if (run > 1) {
        project.startRun({
          photo,
          edit: project.head,
          parameters: { seed: run },
          model: { id: 'mini', sha256: 'a'.repeat(64) },
          provider: 'cpu',
          app: '0.1.0',
        });
      }
      const iterates = Array.from({ length: 6 }, (_, step) =>
        project.addIterate({ run, step, latent: latentOf(random), measures: { residual: step } }),
      );
      const cluster = project.addCluster({
        run,
        latent: latentOf(random),
        iterates: iterates.slice(3),
        measures: { likeness: 0.9 },
      });
      project.putPreview({
        of: 'cluster',
        id: cluster,
        media: 'image/png',
        width: 64,
        height: 64,
        bytes: bytesOf(random, 6_000),
      });
      project.endRun(run, 'done');
    });
  }
  project.addAdapter({
    run: 3,
    name: 'attention',
    format: 'safetensors',
    bytes: bytesOf(random, 40_000),
  });
  project.putEncodedPrompt({
    key: PROMPT,
    prompt: 'a beach at dusk',
    format: 'safetensors',
    bytes: bytesOf(random, 20_000),
  });
  project.commit({
    label: 'Pick',
    put: [
      { kind: 'pick', id: 'pick', photo: 1, clusters: [{ cluster: 1, weight: 1 }] },
      { kind: 'pin', id: 'pin', photo: 1, iterate: 2, name: 'Softer' },
      { kind: 'rating', id: 'rating', cluster: 1, stars: 4, rejected: false },
      { kind: 'parameter', id: 'strength', value: 0.7 },
    ],
  });
  // One that grew and shrank leaves free pages.
  project.setSetting('view', { zoom: 1, path: 'x'.repeat(20_000) });
  project.setSetting('view', { zoom: 2 });
  project.close();
}

/** Looks at all of a project. @param read gives a blob's bytes, or `undefined` where it is damaged */
export function look(
  project: ReadableProject,
  read: (bytes: () => Uint8Array) => Uint8Array | undefined,
): Sight {
  const data = new Map<string, string | undefined>();
  const see = (name: string, bytes: () => Uint8Array) => {
    const seen = read(bytes);
    data.set(name, seen && Buffer.from(seen).toString('base64'));
  };
  const photos = project.photos();
  for (const { id, blob } of photos) see(`photo ${id}`, () => project.blob(blob));
  const adapters = project.adapters();
  for (const { id, blob } of adapters) see(`adapter ${id}`, () => project.blob(blob));
  const caches = new Map<string, string>();
  const setting = project.setting('view');
  if (setting !== undefined) caches.set('setting', JSON.stringify(setting));
  const prompt = project.encodedPrompt(PROMPT);
  if (prompt) caches.set('prompt', JSON.stringify(prompt));
  if (prompt) see('encoded prompt', () => project.blob(prompt.blob));
  const runs = project.runs().map((run) => {
    const iterates = project.iterates(run.id);
    for (const { id } of iterates) see(`iterate ${id}`, () => project.latent('iterate', id).bytes);
    const clusters = project.clusters(run.id).map((cluster) => {
      see(`cluster ${cluster.id}`, () => project.latent('cluster', cluster.id).bytes);
      const previews = project.previews('cluster', cluster.id);
      for (const preview of previews) {
        caches.set(`preview ${preview.id}`, JSON.stringify(preview));
        see(`preview ${preview.id}`, () => project.blob(preview.blob));
      }
      return cluster;
    });
    return { run, iterates, clusters };
  });
  return {
    document: JSON.stringify([project.head, project.edits(), [...project.document()]]),
    rows: JSON.stringify([photos, adapters, runs]),
    caches,
    data,
  };
}

/** Looks at a whole project. */
export function lookAt(file: string): Sight {
  const project = openReadOnly(file);
  try {
    return look(project, (bytes) => bytes());
  } finally {
    project.close();
  }
}

/** Every version of every record of a project, as JSON. */
export function versionsIn(file: string): Set<string> {
  const project = openReadOnly(file);
  try {
    return new Set(
      project.edits().flatMap(({ id }) => {
        const records = [...project.documentAt(id).values()];
        return records.map((record) => JSON.stringify(record));
      }),
    );
  } finally {
    project.close();
  }
}

function latentOf(random: () => number) {
  return { dtype: 'float16', shape: [4, 16, 16], bytes: bytesOf(random, 2048) } as const;
}
