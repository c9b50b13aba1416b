import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { transferRecords } from '../../document/controls.ts';
import { Sessions } from '../engine/runtime/sessions.ts';
import { readPhoto } from '../photo/photo-file.ts';
import type { Cluster } from '../store/clusters.ts';
import { DamagedBlobError } from '../store/errors.ts';
import type { Iterate } from '../store/iterates.ts';
import { createProject, openProject, openReadOnly } from '../store/open.ts';
import type { ReadableProject } from '../store/readable-project.ts';
import type { Run } from '../store/runs.ts';
import type { WritableProject } from '../store/writable-project.ts';
import type { Alternative } from './alternatives.ts';
import { modelOf } from './chosen-model.ts';
import { type EditJob, edit } from './edit.ts';
import { EDIT_SIZE, writeEditPictures } from './edit-fixture.ts';
import { EMBEDDED_MODEL, embeddedModel } from './embedded-model.ts';
import { ModelRegistry } from './flux/registry.ts';
import { toLatent } from './latents.ts';
import { recordEdit } from './record-edit.ts';
import { parametersOf, pictureOf } from './recorded-run.ts';
import { refine } from './refine.ts';
import { ReplayError, replay as replayEdit } from './replay.ts';
import { type Revived, revive } from './revive.ts';
import { readSubject } from './subject.ts';

let folder: string;
let job: EditJob;
const at = (name: string) => join(folder, name);
const sessions = new Sessions({ provider: 'cpu', threads: 2, memoryBudgetBytes: 2 ** 30 });
const signal = new AbortController().signal;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'penumbra-replay-'));
  job = { ...(await writeEditPictures(folder)), iterations: 12 };
});

afterAll(async () => {
  await sessions.release();
  rmSync(folder, { recursive: true, force: true });
});

/** What the job makes as it is: once for all tests that only need an edit. */
let plain: ReturnType<typeof edit> | undefined;
const plainEdit = () => {
  plain ??= edit({ ...job, out: at('plain.png') }, sessions, () => undefined, signal);
  return plain;
};

async function record(name: string, change?: Partial<EditJob>) {
  const done = { ...job, ...change };
  const made = await (change ? edit(done, sessions, () => undefined, signal) : plainEdit());
  const project = createProject(at(name));
  const pick = await recordEdit(project, done, made, { provider: 'cpu', app: '0.0.0' });
  project.close();
  return { path: at(name), pick, made };
}

async function replay(path: string, edit: number, out?: string, model?: string) {
  const project = openReadOnly(path);
  try {
    const wanted = { edit, photo: undefined, out, model, write: job.write };
    return await replayEdit(project, wanted, sessions, () => undefined, signal);
  } finally {
    project.close();
  }
}

test('a project keeps all that an edit was made from and found', async () => {
  const { path, pick, made } = await record('kept.penumbra', { mode: 'finetune', rank: 2 });
  const project = openReadOnly(path);
  const [run] = project.runs();
  expect(run).toMatchObject({ model: { id: 'mini' }, provider: 'cpu', end: { outcome: 'done' } });
  expect(run?.parameters).toMatchObject({ mode: 'finetune', rank: 2, sigma: 0.45 });
  expect(project.photos()).toMatchObject([
    { name: 'photo.png', role: 'original', ...EDIT_SIZE },
    { name: 'strokes.png', role: 'strokes', ...EDIT_SIZE },
  ]);
  expect(project.iterates(1).length).toBe(12);
  expect(project.clusters(1).length).toBe(made.result.clusters.length);
  expect(project.adapters().map(({ name }) => name)).toEqual(['tuned by run 1']);
  expect(project.documentAt(pick).get('pick of photo 1')).toMatchObject({
    kind: 'pick',
    clusters: [{ weight: 1 }],
  });
  project.close();
});

test.each([
  ['of a cluster', { cluster: 0 }],
  ['of the mean, refined', { cluster: 'mean', refine: 2 }],
  ['after tuning, with a further picture', { mode: 'finetune', rank: 2, with: ['strokes.png'] }],
] as const)('an edit %s comes out as it was, from its project alone', async (_, change) => {
  const others = 'with' in change ? change.with.map(at) : [];
  const { path, pick } = await record(`${_}.penumbra`, { ...change, with: others });
  const again = at(`${_}.png`);
  const result = await replay(path, pick, again);
  expect(result).toMatchObject({ photo: 1, differing: 0, furthest: 0 });
  expect(result.runs).toMatchObject([{ run: 1, differing: 0, provider: 'cpu' }]);
  expect(result.latents).toBeGreaterThan(13);
  expect(await readPhoto(again)).toEqual(await readPhoto(job.out));
});

test('so does a blend, of clusters of one run or of several', async () => {
  const { path } = await record('blended.penumbra', { cluster: 0, out: at('zero.png') });
  const blends = openProject(path);
  const pick = (clusters: readonly { cluster: number; weight: number }[]) =>
    blends.commit({
      label: 'Blend',
      put: [{ kind: 'pick', id: 'pick of photo 1', photo: 1, clusters }],
    }).id;
  const [zero, one] = blends.clusters(1).map(({ id }) => id) as [number, number];
  const both = (weight: number) => [
    { cluster: zero, weight },
    { cluster: one, weight: 1 - weight },
  ];
  const whole = pick(both(1));
  const opposite = pick(both(0.5));
  const again = { ...job, cluster: 1, iterations: 13, out: at('one.png') };
  const made = await edit(again, sessions, () => undefined, signal);
  await recordEdit(blends, again, made, { provider: 'cpu', app: '0.0.0' });
  const other = blends.clusters(2)[1]?.id as number;
  const ofTwo = pick([
    { cluster: other, weight: 1 },
    { cluster: zero, weight: 0 },
  ]);
  const uneven = pick([{ cluster: zero, weight: 0.7 }]);
  blends.close();

  expect(await replay(path, whole, at('whole.png'))).toMatchObject({ differing: 0 });
  expect(await readPhoto(at('whole.png'))).toEqual(await readPhoto(at('zero.png')));
  // What one of them adds the other takes away.
  await replay(path, opposite, at('opposite.png'));
  const [photo, none] = [await readPhoto(job.photo), await readPhoto(at('opposite.png'))];
  expect(
    Math.max(...none.data.map((value, i) => Math.abs(value - (photo.data[i] as number)))),
  ).toBe(0);
  const result = await replay(path, ofTwo, at('two.png'));
  expect(result.runs).toMatchObject([
    { run: 1, differing: 0 },
    { run: 2, differing: 0 },
  ]);
  expect(result.latents).toBe((result.runs[0]?.latents ?? 0) + (result.runs[1]?.latents ?? 0));
  expect(await readPhoto(at('two.png'))).toEqual(await readPhoto(at('one.png')));
  await expect(replay(path, uneven, at('uneven.png'))).rejects.toThrow('add up to 0.7');
});

test('a result comes to its photo by the settings of its edit, whatever its run was made with', async () => {
  const { path, pick } = await record('settings.penumbra');
  const project = openProject(path);
  const commit = (change: Partial<EditJob>) =>
    project.commit({ label: 'Other settings', put: transferRecords({ ...job, ...change }) }).id;
  const widened = commit({ feather: 0.3 });
  const weakened = commit({ strength: job.strength / 2 });
  project.close();
  const original = await readPhoto(job.photo);
  const changes = async (edit: number) => {
    const out = at(`${edit}.png`);
    await replay(path, edit, out);
    const { data } = await readPhoto(out);
    return data.map((value, i) => Math.abs(value - (original.data[i] as number)));
  };
  const count = (values: Uint8Array) => values.filter((value) => value > 0).length;
  const sum = (values: Uint8Array) => values.reduce((total, value) => total + value, 0);
  const before = await changes(pick);
  expect(await readPhoto(at(`${pick}.png`))).toEqual(await readPhoto(at('plain.png')));
  expect(count(await changes(widened))).toBeGreaterThan(1.2 * count(before));
  expect(sum(await changes(weakened)) / sum(before)).toBeCloseTo(0.5, 1);
});

test('so does one that was made with weights tuned before', async () => {
  const saveTuned = at('tuned.safetensors');
  await edit({ ...job, mode: 'finetune', rank: 2, saveTuned }, sessions, () => undefined, signal);
  const { path, pick } = await record('tuned.penumbra', { tuned: saveTuned });
  rmSync(saveTuned);
  expect(await replay(path, pick)).toMatchObject({ differing: 0 });
});

test('a photo that is edited twice is one photo, with two runs', async () => {
  const change = { ...job, mode: 'finetune', rank: 2, with: [job.strokes] } as const;
  const made = await edit(change, sessions, () => undefined, signal);
  const project = createProject(at('twice.penumbra'));
  for (let i = 0; i < 2; i++) {
    await recordEdit(project, change, made, { provider: 'cpu', app: '0.0.0' });
  }
  expect(project.photos().map(({ role }) => role)).toEqual(['original', 'strokes', 'reference']);
  expect(project.runs().map(({ photo }) => photo)).toEqual([1, 1]);
  expect(project.check()).toEqual([]);
  project.close();
});

test('latents that are others are counted, and how far off they are', async () => {
  const made = await plainEdit();
  const project = createProject(at('other.penumbra'));
  const untrue = { ...job, fineStep: 0.2 };
  const pick = await recordEdit(project, untrue, made, { provider: 'cpu', app: '0.0.0' });
  project.close();
  const result = await replay(at('other.penumbra'), pick);
  expect(result.differing).toBeGreaterThan(10);
  expect(result.furthest).toBeGreaterThan(0.001);
});

test('it says what is missing', async () => {
  const { path, pick } = await record('missing.penumbra');
  await expect(replay(path, 1)).rejects.toThrow('shows no result after edit 1');
  await expect(replay(path, 99)).rejects.toThrow('has no edit 99');
  const model = at('another-model');
  cpSync(EMBEDDED_MODEL, model, { recursive: true });
  const weights = readFileSync(join(model, 'model.safetensors'));
  weights.writeUInt8(weights.readUInt8(weights.length - 1) ^ 1, weights.length - 1);
  writeFileSync(join(model, 'model.safetensors'), weights);
  const another = replay(path, pick, undefined, model);
  await expect(another).rejects.toThrow(ReplayError);
  await expect(another).rejects.toThrow(
    /run 1 was made with the model mini of SHA-256 [0-9a-f]{12}…; another-model has/,
  );
  await expect(replay(path, pick, undefined, at('no-model'))).rejects.toThrow('no-model');
});

test('a run’s own model is looked for by its name, or named by its folder', async () => {
  const model = at('trained-here');
  cpSync(EMBEDDED_MODEL, model, { recursive: true });
  const { path, pick } = await record('trained.penumbra', { model });
  const unnamed = replay(path, pick);
  await expect(unnamed).rejects.toThrow(ReplayError);
  await expect(unnamed).rejects.toThrow(
    /run 1 was made with the model trained-here: there is no model trained-here.* with --model/,
  );
  expect(await replay(path, pick, undefined, model)).toMatchObject({ differing: 0 });
});

/** Picks clusters, all of the first. @returns the edit */
function pickClusters(project: WritableProject, numbers: readonly number[]): number {
  const clusters = numbers.map((cluster, i) => ({ cluster, weight: i === 0 ? 1 : 0 }));
  const pick = { kind: 'pick', id: 'pick of photo 1', photo: 1, clusters } as const;
  return project.commit({ label: 'Pick', put: [pick] }).id;
}

/** Brings back what the first run found, as the editor does. */
async function revived(project: ReadableProject) {
  const [run] = project.runs() as [Run];
  const pictures = {
    photo: pictureOf(project, run.photo),
    strokes: pictureOf(project, parametersOf(project, run).strokes),
    with: [],
  };
  const model = modelOf('mini', new ModelRegistry(folder));
  const { subject } = await readSubject(pictures, folder, (photo) => model.size(photo));
  const mini = embeddedModel(subject.photo);
  return revive(project, run, subject, mini, sessions, signal);
}

/** Refines a cluster as the editor does: from what the project holds. @returns the new cluster */
async function refineCluster(
  project: WritableProject,
  { found, edits }: Revived,
  from: number,
  steps: number,
) {
  const source = edits.get(from) as Alternative;
  const { z } = await refine(found, source, steps, () => undefined, signal);
  const latent = toLatent(z, found.flow.shape);
  const measures = { refinedFrom: from, steps };
  return project.addCluster({ run: 1, latent, iterates: [], measures });
}

/** Of tests that invert more than once. */
const LONG = { timeout: 240_000 };

test('what was refined in the editor, and refined again, is computed again too', LONG, async () => {
  const { path } = await record('refined.penumbra');
  const project = openProject(path);
  const [{ id: first }] = project.clusters(1) as [Cluster];
  const refined = await refineCluster(project, await revived(project), first, 2);
  const twice = await refineCluster(project, await revived(project), refined, 1);
  const right = pickClusters(project, [twice]);
  const latent = project.latent('cluster', twice);
  const zeros = { ...latent, bytes: new Uint8Array(latent.bytes.length) };
  const measures = { refinedFrom: refined, steps: 1 };
  const untrue = project.addCluster({ run: 1, latent: zeros, iterates: [], measures });
  const wrong = pickClusters(project, [twice, untrue]);
  project.close();

  const out = at('refined.png');
  const result = await replay(path, right, out);
  expect(result).toMatchObject({ latents: 12 + 2 + 2, differing: 0 });
  expect(await readPhoto(out)).not.toEqual(await readPhoto(at('plain.png')));
  expect(await replay(path, wrong)).toMatchObject({ latents: 12 + 2 + 3, differing: 1 });
});

test('so it is after tuning, whose weights the editor has in 16 bits', LONG, async () => {
  const { path } = await record('refined after tuning.penumbra', { mode: 'finetune', rank: 2 });
  const project = openProject(path);
  const [{ id: first }] = project.clusters(1) as [Cluster];
  const refined = await refineCluster(project, await revived(project), first, 1);
  const pick = pickClusters(project, [refined]);
  project.close();
  expect(await replay(path, pick)).toMatchObject({ latents: 12 + 2 + 1, differing: 0 });
});

test('what was refined in a way that is not recorded is refused before any work', async () => {
  const { path } = await record('unrecorded.penumbra');
  const project = openProject(path);
  const [{ id }] = project.clusters(1) as [Cluster];
  const latent = project.latent('cluster', id);
  const next = Math.max(...project.clusters(1).map((cluster) => cluster.id)) + 1;
  for (const measures of [
    { refinedFrom: id },
    { refinedFrom: id, steps: 0.5 },
    { refinedFrom: 99, steps: 2 },
    { refinedFrom: next + 3, steps: 2 },
  ]) {
    const cluster = project.addCluster({ run: 1, latent, iterates: [], measures });
    const edit = pickClusters(project, [cluster]);
    const stages: unknown[] = [];
    const wanted = { edit, photo: undefined, out: undefined, model: undefined, write: job.write };
    await expect(
      replayEdit(project, wanted, sessions, (event) => stages.push(event), signal),
    ).rejects.toThrow(/does not say how cluster \d+ was refined/);
    expect(stages).toEqual([]);
  }
  project.close();
});

/** Changes a byte of a latent in a project's file. */
function damage(path: string, of: 'iterate' | 'cluster', id: number): void {
  const project = openReadOnly(path);
  const { bytes } = project.latent(of, id);
  project.close();
  const file = readFileSync(path);
  const start = file.indexOf(Buffer.from(bytes.subarray(0, 64)));
  file.writeUInt8(file.readUInt8(start) ^ 1, start);
  writeFileSync(path, file);
}

test('a damaged latent costs no more than itself', LONG, async () => {
  const { path, pick } = await record('damaged.penumbra');
  const writable = openProject(path);
  const [{ id: cluster }] = writable.clusters(1) as [Cluster];
  const [{ id: iterate }] = writable.iterates(1).slice(-1) as [Iterate];
  const before = await revived(writable);
  const refined = await refineCluster(writable, before, cluster, 1);
  writable.close();
  damage(path, 'iterate', iterate);
  damage(path, 'cluster', refined);

  expect(await replay(path, pick)).toMatchObject({ latents: 12 + 2, damaged: 1, differing: 0 });
  const project = openReadOnly(path);
  const { found, edits } = await revived(project);
  expect(edits).toEqual(before.edits);
  const source = edits.get(cluster) as Alternative;
  const refining = refine(found, source, 1, () => undefined, signal);
  await expect(refining).rejects.toThrow(DamagedBlobError);
  project.close();
});

test('a model of other weights is not opened', async () => {
  const { path, pick } = await record('unopened.penumbra');
  const model = at('not-to-be-opened');
  cpSync(EMBEDDED_MODEL, model, { recursive: true });
  writeFileSync(join(model, 'config.json'), '{"unusable": true}');
  await expect(replay(path, pick, undefined, model)).rejects.toThrow('config');
  const weights = readFileSync(join(model, 'model.safetensors'));
  weights.writeUInt8(weights.readUInt8(weights.length - 1) ^ 1, weights.length - 1);
  writeFileSync(join(model, 'model.safetensors'), weights);
  await expect(replay(path, pick, undefined, model)).rejects.toThrow(
    'was made with the model mini',
  );
});
