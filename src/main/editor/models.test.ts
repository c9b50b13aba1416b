import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { writeSyntheticFlux } from '../../../bench/synthetic-flux.ts';
import { type Controls, controlRecord } from '../../document/controls.ts';
import { layerFixture, strokeFixture } from '../../document/record-fixture.ts';
import type { DocumentRecord } from '../../document/records.ts';
import { PlannedControls } from '../../preload/model-state.ts';
import type { ProjectState } from '../../preload/project-state.ts';
import type { ClusterState } from '../../preload/run-state.ts';
import type { Look } from '../../preload/urls.ts';
import { dispatch } from '../rpc/dispatch.ts';
import { handlersOf } from '../rpc/handlers.ts';
import { Editor } from './editor.ts';
import { explored, forget, hear, heard, idle, lookOf } from './editor-fixture.ts';
import { EngineHost } from './engine-host.ts';

const engine = new EngineHost();
const place = mkdtempSync(join(tmpdir(), 'penumbra-models-'));
const files = join(place, 'tiny');
beforeAll(() => writeSyntheticFlux(files, { size: 'tiny', fill: 'random', type: 'F32' }));
afterAll(() => {
  engine.stop();
  rmSync(place, { recursive: true, force: true });
});

let home: string;
let editor: Editor;

beforeEach(async () => {
  home = mkdtempSync(join(place, 'home-'));
  await writePhoto(join(home, 'photo.png'), 160, 120);
  forget();
  editor = newEditor(home);
});
afterEach(() => editor.quit());

function newEditor(dataFolder: string): Editor {
  const options = { host: 'browser', version: '1.0.0', dataFolder, folder: home, engine } as const;
  return new Editor({ ...options, dialogs: undefined }, hear);
}

async function writePhoto(path: string, width: number, height: number): Promise<void> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <rect width="100%" height="100%" fill="#7d7468"/><circle cx="50%" cy="50%" r="20%" fill="#2f5d8c"/></svg>`;
  await sharp(Buffer.from(svg)).removeAlpha().png().toFile(path);
}

const add = (path = files, id: string | null = 'tiny') =>
  editor.models.add({ source: { from: 'path', path }, id });

const layer = layerFixture({ intent: 'colour' });
const stroke = strokeFixture({
  ...{ colour: '#e07a3c', opacity: 0.9 },
  points: [60, 40, 1, 90, 80, 1],
});

function set(change: Partial<Controls>): DocumentRecord[] {
  return Object.entries(change).map(([name, value]) =>
    controlRecord(name as keyof Controls, value as never),
  );
}

const chosen = { model: 'tiny', prompt: 'a red cat', modelSize: 96 } as const;

async function openPhoto(name = 'photo.png'): Promise<ProjectState> {
  const source = { from: 'path', path: join(home, name) } as const;
  return (await editor.openSource(source, false)) as ProjectState;
}

async function painted(change: Partial<Controls> = {}): Promise<ProjectState> {
  const state = await openPhoto();
  const controls = set({ sigma: 0.4, iterations: 12, ...chosen, ...change });
  editor.workspace.commit({ label: 'Paint', put: [layer, stroke, ...controls] });
  return state;
}

const tile = (look: Look) => editor.workspace.tile({ photo: 1, level: 0, x: 0, y: 0 }, look);
const stages = () => heard('stage').flatMap((stage) => (stage ? [stage.stage] : []));

it('lists the embedded model and those that are added, checks and forgets them', async () => {
  expect(editor.models.list()).toMatchObject([{ id: 'mini', isEmbedded: true, takesText: false }]);
  const all = await add(files, null);
  expect(all).toMatchObject([
    { id: 'mini' },
    {
      ...{ id: 'tiny', family: 'FLUX.1-schnell', licence: 'Apache-2.0', types: ['F32'] },
      ...{ problems: [], takesText: true, usualSize: 512 },
      memory: expect.stringMatching(/^At 512 pixels it needs \d+\.\d GiB of memory/),
    },
  ]);
  const first = await editor.models.check('tiny');
  expect(first?.files.map(({ isCompared }) => isCompared)).toEqual(Array(8).fill(false));
  expect(heard('model-check').at(0)).toMatchObject({ id: 'tiny' });
  expect(heard('model-check').at(-1)).toBeNull();
  const again = await editor.models.check('tiny');
  expect(again?.files.every(({ isCompared }) => isCompared)).toBe(true);
  expect(editor.models.remove('tiny')).toHaveLength(1);
  expect(existsSync(join(files, 'ae.safetensors'))).toBe(true);
});

it('lists a model whose files are odd or cannot be read, with what is wrong, and opens its projects', async () => {
  const copy = join(home, 'copy');
  cpSync(files, copy, { recursive: true });
  await add(copy, 'tiny');
  const tokenizer = join(copy, 'tokenizer_2', 'tokenizer.json');
  const kept = readFileSync(tokenizer);
  writeFileSync(tokenizer, '{"model":{"type":"Unigram"}}');
  expect(editor.models.list()).toMatchObject([
    { problems: [] },
    { problems: [expect.stringContaining(`${tokenizer} cannot be used`)] },
  ]);
  writeFileSync(tokenizer, kept);
  const path = join(copy, 'ae.safetensors');
  rmSync(path);
  symlinkSync(path, path);
  expect(editor.models.list()).toMatchObject([
    { problems: [] },
    { problems: [expect.stringContaining(`${path} cannot be read`)] },
  ]);
  const runs = () => [{ model: { id: 'tiny' } }];
  expect(editor.models.notesOn({ runs } as never)).toEqual([
    expect.stringContaining(`${path} cannot be read`),
  ]);
});

it('has the embedded model where the list of the others is damaged, and says so', () => {
  writeFileSync(join(home, 'models.json'), '{');
  expect(editor.models.list()).toMatchObject([{ id: 'mini' }]);
  expect(heard('failure')).toMatchObject([{ name: 'ModelListError' }]);
});

it('ends a check that is cancelled, and names a file that changed', async () => {
  const copy = join(home, 'copy');
  cpSync(files, copy, { recursive: true });
  await add(copy, 'copy');
  const check = editor.models.check('copy');
  await expect(editor.models.check('copy')).rejects.toThrow('already being checked');
  editor.models.cancelCheck();
  expect(await check).toBeNull();
  await editor.models.check('copy');
  const path = join(copy, 'ae.safetensors');
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.with(bytes.length - 1, (bytes.at(-1) as number) ^ 1));
  await expect(editor.models.check('copy')).rejects.toThrow(/ae\.safetensors has changed/);
});

it('says what a folder lacks, and what a path or a name cannot be', async () => {
  await expect(add(join(files, 'tokenizer'))).rejects.toThrow('it lacks the transformer');
  await expect(add('models/tiny')).rejects.toThrow('"models/tiny" is not a full path');
  await expect(add(join(home, 'none'))).rejects.toThrow('none does not exist');
  await expect(add(join(home, 'photo.png'))).rejects.toThrow(join(home, 'photo.png'));
  await expect(add(files, 'mini')).rejects.toThrow('mini is the embedded model');
  await expect(add(files, 'a/b')).rejects.toThrow('"a/b" cannot name a model');
  // As it was pasted.
  expect(await add(` "${files}" `, 'pasted')).toHaveLength(2);
});

it('goes by the contract', async () => {
  const call = (method: string, params: unknown) =>
    dispatch(handlersOf(editor), method, params, () => undefined);
  const source = { from: 'path', path: files };
  expect(await call('models.add', { source, id: 'tiny' })).toHaveProperty('result.1.id', 'tiny');
  expect(await call('models.list', null)).toHaveProperty('result.length', 2);
  expect(await call('models.check', { id: 'tiny' })).toHaveProperty('result.files.length', 8);
  expect(await call('models.remove', { id: 'none' })).toMatchObject({
    failure: { name: 'ModelListError', message: expect.stringContaining('no model none') },
  });
});

it('explores with the model that the document says: prompt, blocks, latents and previews', async () => {
  await add();
  const { path } = await painted();
  const run = await explored(editor);
  expect(heard('failure')).toEqual([]);
  expect(run).toMatchObject({ outcome: 'done', iterations: 12 });
  expect(run.clusters.length).toBeGreaterThan(1);
  expect(stages()).toEqual(
    expect.arrayContaining(['Opening the model', 'Encoding the prompt', 'Encoding the photo']),
  );
  const { project } = editor.workspace;
  expect(project.runs()[0]).toMatchObject({
    model: { id: 'tiny' },
    parameters: { prompt: 'a red cat', modelSize: 96 },
  });
  // A quarter of 96×72 pixels, as latents of four channels; previews are pictures of them.
  const cluster = run.clusters[0]?.id as number;
  expect(project.latent('cluster', cluster).shape).toEqual([4, 18, 24]);
  const preview = editor.workspace.preview('iterate', run.iterates[3]?.id as number);
  expect(await sharp(preview?.bytes).metadata()).toMatchObject({ width: 96, height: 72 });

  const look = lookOf(run.clusters[0] as ClusterState);
  const before = await tile(look);
  await editor.close();
  // The prompt is in the project: not even its encoders are needed again.
  expect(existsSync(join(home, 'prompts'))).toBe(false);
  forget();
  await editor.openSource({ from: 'path', path }, false);
  const after = await tile(look);
  expect(stages()).not.toContain('Encoding the prompt');
  const off = before.map((value, i) => Math.abs(value - (after[i] as number)));
  expect(Math.max(...off)).toBeLessThanOrEqual(2);
});

it('refines what a model of latents found', async () => {
  await add();
  await painted();
  const { clusters } = await explored(editor);
  forget();
  editor.workspace.refine(clusters[0]?.id as number, 2);
  await idle();
  expect(heard('failure')).toEqual([]);
  const refined = heard('run').at(-1)?.clusters.at(-1);
  expect(refined).toMatchObject({ kind: 'refined' });
  const { shape } = editor.workspace.project.latent('cluster', refined?.id as number);
  expect(shape).toEqual([4, 18, 24]);
});

it.each(['Opening the model', 'Encoding the prompt', 'Encoding the photo', 'Inverting'])(
  'is cancelled while it is at "%s", and the next run works',
  async (stage) => {
    await add();
    await painted();
    editor.workspace.explore(1);
    await expect.poll(stages, { interval: 1, timeout: 30_000 }).toContain(stage);
    await editor.workspace.cancel();
    expect(heard('stage').at(-1)).toBeNull();
    expect(heard('failure')).toEqual([]);
    const runs = editor.workspace.project.runs();
    expect(runs.every(({ end }) => end?.outcome === 'cancelled')).toBe(true);
    expect(await explored(editor)).toMatchObject({ outcome: 'done' });
  },
);

it('opens a project whose model is gone: photo, gallery and the way out are there', async () => {
  await add();
  const { path } = await painted();
  const run = await explored(editor);
  await editor.close();
  editor.models.remove('tiny');
  const state = await editor.openSource({ from: 'path', path }, false);
  expect(state?.notes).toEqual([
    expect.stringMatching(
      /^Results of the model tiny .*there is no model tiny.*Add it under Models/,
    ),
  ]);
  expect(state?.runs[0]?.clusters).toHaveLength(run.clusters.length);
  await expect(tile(lookOf(run.clusters[0] as ClusterState))).rejects.toThrow(
    'there is no model tiny',
  );
  expect(editor.workspace.preview('cluster', run.clusters[0]?.id as number)).toBeDefined();
  expect(() => editor.workspace.explore(1)).toThrow('there is no model tiny');
  const plan = editor.workspace.explorer.plan(1, { model: 'tiny', modelSize: 96, mode: 'group' });
  expect(plan).toMatchObject({
    isPossible: false,
    note: expect.stringContaining('no model tiny'),
    ways: [{ change: { model: 'mini', modelSize: null } }],
  });
  const [{ change } = { change: {} }] = plan.ways;
  editor.workspace.commit({ label: 'Another model', put: set(change) });
  forget();
  expect(await explored(editor)).toMatchObject({ outcome: 'done' });
});

it('does not take other weights of the same name for those of a run', async () => {
  await add();
  await painted();
  const run = await explored(editor);
  const { path } = editor.workspace.project;
  await editor.close();
  const other = join(home, 'other');
  cpSync(files, other, { recursive: true });
  const weights = join(other, 'flux1-schnell.safetensors');
  const bytes = readFileSync(weights);
  writeFileSync(weights, bytes.with(bytes.length - 2, (bytes.at(-2) as number) ^ 1));
  editor.models.remove('tiny');
  await add(other);
  await editor.openSource({ from: 'path', path }, false);
  await expect(tile(lookOf(run.clusters[0] as ClusterState))).rejects.toThrow(
    'run 1 was made with other weights',
  );
});

it('plans: what fits goes without more, what does not is refused, each way out does', async () => {
  await add();
  await writePhoto(join(home, 'large.png'), 4000, 3000);
  await openPhoto('large.png');
  const plan = (controls: Partial<PlannedControls>) =>
    editor.workspace.explorer.plan(1, { ...usually, ...controls });
  const usually = { model: 'mini', modelSize: null, mode: 'finetune' } as const;
  expect(plan({ model: 'mini', modelSize: null })).toEqual({
    ...{ isPossible: true, note: null, ways: [] },
  });
  const usual = plan({ model: 'tiny', modelSize: null });
  expect(usual).toMatchObject({ isPossible: true, ways: [] });
  expect(usual.note).toMatch(/^tiny needs \d+\.\d GiB of memory\.$/);

  // More than any machine has that this runs on: states of 1.7 million tokens, each seeing all others.
  const controls = { model: 'tiny', modelSize: 4096 };
  const large = plan(controls);
  expect(large.isPossible).toBe(false);
  expect(large.note).toMatch(/needs \d+\.\d GiB of memory; this machine has \d+\.\d GiB\.$/);
  expect(large.ways.map(({ label }) => label)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^Work at \d+ pixels$/),
      'Use the embedded model',
    ]),
  );
  for (const { change } of large.ways) {
    expect(plan(PlannedControls.parse({ ...usually, ...controls, ...change })).isPossible).toBe(
      true,
    );
  }
  const put = [layer, stroke, ...set(controls)];
  editor.workspace.commit({ label: 'Too large', put });
  expect(() => editor.workspace.explore(1)).toThrow(/the model tiny cannot do this here/);
});

it('says of the embedded model, too, what size it cannot have', async () => {
  await writePhoto(join(home, 'large.png'), 1200, 900);
  await openPhoto('large.png');
  const plan = editor.workspace.explorer.plan(1, { model: 'mini', modelSize: 512, mode: 'group' });
  expect(plan).toMatchObject({ isPossible: false, ways: [{ change: { modelSize: null } }] });
  expect(plan.note).toContain('64 to 384 pixels');
});
