import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { controlRecord } from '../../document/controls.ts';
import { layerFixture, strokeFixture } from '../../document/record-fixture.ts';
import type { ExportOptions } from '../../preload/export-state.ts';
import type { ProjectState } from '../../preload/project-state.ts';
import type { ClusterState, RunState } from '../../preload/run-state.ts';
import { previewUrl, tileUrl } from '../../preload/urls.ts';
import { Editor } from './editor.ts';
import { explored, forget, hear, heard, heardEvents, idle, lookOf } from './editor-fixture.ts';
import { EngineHost } from './engine-host.ts';
import { writeOptions } from './export-photo.ts';

const engine = new EngineHost();
afterAll(() => engine.stop());

const SIZE = { width: 320, height: 240 };

let home: string;
let folder: string;
let editor: Editor;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'penumbra-editor-'));
  folder = mkdtempSync(join(tmpdir(), 'penumbra-photos-'));
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="240">
    <rect width="320" height="240" fill="#7d7468"/>
    <ellipse cx="150" cy="130" rx="60" ry="80" fill="#2f5d8c"/></svg>`;
  await sharp(Buffer.from(svg)).removeAlpha().png().toFile(join(folder, 'vase.png'));
  forget();
  editor = newEditor();
});

afterEach(async () => {
  await editor.quit();
  for (const path of [home, folder]) rmSync(path, { recursive: true, force: true });
});

function newEditor(): Editor {
  const options = { host: 'browser', version: '1.0.0', dataFolder: home, folder, engine } as const;
  return new Editor({ ...options, dialogs: undefined }, hear);
}

async function openVase(): Promise<ProjectState> {
  const source = { from: 'path', path: join(folder, 'vase.png') } as const;
  return (await editor.openSource(source, false)) as ProjectState;
}

const layer = layerFixture({ intent: 'colour' });
const stroke = strokeFixture({
  ...{ colour: '#e07a3c', opacity: 0.9 },
  points: [130, 90, 1, 140, 120, 1, 150, 160, 1],
});
const oneLevel = [controlRecord('sigma', 0.4), controlRecord('iterations', 8)];

function paint(): void {
  editor.workspace.commit({ label: 'Colour stroke', put: [layer, stroke, ...oneLevel] });
}

const mostEffect = ({ clusters }: RunState) =>
  clusters.reduce((a, b) => (b.effect > a.effect ? b : a));

it('opens a photo as an unsaved project, which a crash leaves to be found', async () => {
  const state = await openVase();
  expect(state).toMatchObject({ name: 'vase', isUnsaved: true, isReadOnly: false, notes: [] });
  expect(state.photos).toEqual([{ id: 1, name: 'vase.png', role: 'original', ...SIZE }]);
  const left = newEditor();
  expect(left.app().unsaved).toEqual([]);
  await editor.close();
  expect(left.app().unsaved.map(({ path }) => path)).toEqual([state.path]);
});

it('gives pictures of every opening URLs of their own, since numbers begin anew', async () => {
  const first = await openVase();
  const second = await openVase();
  expect(previewUrl(first.session, 'cluster', 1)).not.toBe(
    previewUrl(second.session, 'cluster', 1),
  );
  const tile = { photo: 1, level: 0, x: 0, y: 0 };
  expect(tileUrl(first.session, tile, null)).not.toBe(tileUrl(second.session, tile, null));
  expect(() => editor.workspaceOf(first.session)).toThrow('Another project was opened');
  expect(editor.workspaceOf(second.session)).toBe(editor.workspace);
});

it('opens no file but those that it offers', async () => {
  const source = { from: 'path', path: '/etc/hostname' } as const;
  await expect(editor.openSource(source, false)).rejects.toThrow('not among the files');
});

it('keeps what is open where the next photo cannot be edited, and nothing of that', async () => {
  const { path } = await openVase();
  const panorama = join(folder, 'panorama.png');
  await sharp(join(folder, 'vase.png')).resize(600, 100, { fit: 'fill' }).png().toFile(panorama);
  await expect(editor.openSource({ from: 'path', path: panorama }, false)).rejects.toThrow();
  expect(editor.workspace.project.path).toBe(path);
  expect(newEditor().app().unsaved).toEqual([]);
});

it('explores strokes: iterates and clusters are told, kept and shown', async () => {
  await openVase();
  paint();
  const run = await explored(editor);
  expect(run).toMatchObject({ outcome: 'done', photo: 1 });
  expect(run).toMatchObject({ sigma: 0.4, iterations: 8, strength: 0.6 });
  expect(heard('iterate').map(({ iterate }) => iterate.step)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(run.plane).toHaveLength(8);
  expect(run.clusters.map(({ label }) => label).sort()).toEqual(['Balanced', 'Opposite']);
  expect(mostEffect(run).effect).toBeCloseTo(0.6, 1);
  for (const { id } of run.clusters) {
    const preview = editor.workspace.preview('cluster', id);
    expect(await sharp(preview?.bytes).metadata()).toMatchObject({ width: 256, format: 'png' });
  }
  const stages = heard('stage').flatMap((stage) => (stage ? [stage] : []));
  expect(stages.at(-1)).toMatchObject({ work: 'explore', of: 10 });
  expect(Math.max(...stages.map(({ done }) => done))).toBe(8);
});

/** Of the photo as it is. */
const exportOptions: ExportOptions = {
  ...{ photo: 1, look: null, format: 'png', name: '{name} edited', quality: 90, size: null },
  ...{ sharpen: false, profile: 'keep', depth: null, metadata: 'none', mark: false },
  fidelity: true,
};

it('shows in tiles what an export writes, bit for bit', async () => {
  await openVase();
  paint();
  const look = lookOf(mostEffect(await explored(editor)));
  const options = { ...exportOptions, look };
  const written = await editor.exports.write(editor.workspace, { options, replace: false });
  expect(written).toMatchObject({ name: 'vase edited.png', fidelity: { maxOutside: 0 } });
  expect(written?.fidelity?.changed).toBeGreaterThan(0.05);
  const report = readFileSync(join(folder, 'vase edited.png.fidelity.json'), 'utf8');
  const { photo: _, fidelity: __, ...settings } = options;
  expect(JSON.parse(report)).toEqual({ photo: 'vase.png', ...written?.fidelity, settings });
  const whole = await sharp(join(folder, 'vase edited.png')).ensureAlpha().raw().toBuffer();
  const tile = await editor.workspace.tile({ photo: 1, level: 0, x: 1, y: 0 }, look);
  const width = SIZE.width - 256;
  const rows = Array.from({ length: SIZE.height }, (_, y) => {
    const start = 4 * (y * SIZE.width + 256);
    return whole.subarray(start, start + 4 * width);
  });
  expect(Buffer.from(tile).equals(Buffer.concat(rows))).toBe(true);
  await expect(editor.exports.write(editor.workspace, { options, replace: false })).rejects.toThrow(
    'already exists',
  );
});

it('brings a cluster back in another session as it was', async () => {
  const { path } = await openVase();
  paint();
  const look = lookOf(mostEffect(await explored(editor)));
  const before = await editor.workspace.tile({ photo: 1, level: 0, x: 0, y: 0 }, look);
  const original = await editor.workspace.tile({ photo: 1, level: 0, x: 0, y: 0 }, null);
  await editor.close();
  await editor.openSource({ from: 'path', path }, false);
  const after = await editor.workspace.tile({ photo: 1, level: 0, x: 0, y: 0 }, look);
  const furthest = (a: Uint8ClampedArray, b: Uint8ClampedArray) =>
    a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] as number))), 0);
  expect(furthest(before, original)).toBeGreaterThan(10);
  // Latents are kept in 16 bits.
  expect(furthest(before, after)).toBeLessThanOrEqual(1);
});

it('keeps what is finished when it is cancelled, and the next exploration works', async () => {
  await openVase();
  paint();
  editor.workspace.explore(1);
  await expect.poll(() => heard('iterate').length, { timeout: 60_000 }).toBeGreaterThan(1);
  expect(() => editor.workspace.explore(1)).toThrow('already');
  editor.workspace.commit({ label: 'More strokes', put: [{ ...stroke, id: 'meanwhile' }] });
  await editor.workspace.cancel();
  const cancelled = heard('run').at(-1) as RunState;
  expect(cancelled.outcome).toBe('cancelled');
  expect(heard('ended')).toEqual([{ work: 'explore', outcome: 'cancelled' }]);
  expect(cancelled.iterates.length).toBeGreaterThan(1);
  expect(heard('failure')).toEqual([]);
  expect((await editor.projectState())?.records.map(({ id }) => id)).toContain('meanwhile');
  expect((await explored(editor)).outcome).toBe('done');
});

it('says what is missing where there is nothing to explore', async () => {
  await openVase();
  editor.workspace.explore(1);
  await idle();
  expect(heard('failure').map(({ message }) => message)).toEqual([
    'There are no strokes to explore. Paint some on the photo first.',
  ]);
});

it('refines a cluster into a further one', async () => {
  await openVase();
  paint();
  const run = await explored(editor);
  const cluster = mostEffect(run);
  forget();
  editor.workspace.refine(cluster.id, 2);
  await idle();
  const refined = heard('run').at(-1)?.clusters.at(-1) as ClusterState;
  expect(refined).toMatchObject({ label: 'Refined', kind: 'refined' });
  const tile = await editor.workspace.tile({ photo: 1, level: 0, x: 0, y: 0 }, lookOf(refined));
  expect(tile).toHaveLength(4 * 256 * SIZE.height);
});

it('says so where a cluster cannot be refined', async () => {
  await openVase();
  paint();
  const run = await explored(editor);
  const { project, writable } = editor.workspace;
  const latent = project.latent('cluster', mostEffect(run).id);
  const mean = writable.addCluster({ run: run.id, latent, iterates: [], measures: {} });
  forget();
  editor.workspace.refine(mean, 2);
  await idle();
  expect(heard('failure')).toMatchObject([
    {
      name: 'WorkspaceError',
      message: expect.stringMatching(/^Result \d+ cannot be refined: .* explore again\.$/),
    },
  ]);
});

it('tells of each change of the document, and where it stands in the history', async () => {
  await openVase();
  paint();
  editor.workspace.undo();
  editor.workspace.redo();
  expect(
    heard('document').map(({ put, remove, history }) => [put.length, remove.length, history.head]),
  ).toEqual([
    [4, 0, 2],
    [0, 4, 1],
    [4, 0, 2],
  ]);
  expect(heard('document').map(({ history }) => history.edits.length)).toEqual([1, 0, 0]);
  editor.workspace.nameEdit(2, 'First try');
  expect(heard('document').at(-1)?.history.edits).toMatchObject([{ id: 2, name: 'First try' }]);
});

it('edits what was open to look at as soon as nobody else does', async () => {
  const path = join(folder, 'shared.penumbra');
  await openVase();
  editor.workspace.project.duplicate(path);
  const source = { from: 'path', path } as const;
  expect(await editor.openSource(source, true)).toMatchObject({ isReadOnly: true });
  expect(await editor.openSource(source, false)).toMatchObject({ isReadOnly: false });
});

it('adds a picture to the project that it was asked of, or to none', async () => {
  await openVase();
  const other = join(folder, 'jug.png');
  copyFileSync(join(folder, 'vase.png'), other);
  const opening = editor.openSource({ from: 'path', path: other }, false);
  await expect(editor.addPicture({ from: 'path', path: other })).rejects.toThrow(
    'Another project was opened meanwhile',
  );
  expect((await opening)?.photos).toHaveLength(1);
});

it('opens read-only what another window edits, and changes nothing there', async () => {
  const path = join(folder, 'shared.penumbra');
  await openVase();
  editor.workspace.project.duplicate(path);
  const source = { from: 'path', path } as const;
  await editor.openSource(source, false);
  const other = newEditor();
  try {
    await expect(other.openSource(source, false)).rejects.toThrow('is open for editing');
    expect(await other.openSource(source, true)).toMatchObject({ isReadOnly: true });
    expect(() => other.workspace.commit({ label: 'A stroke', put: [layer] })).toThrow('read-only');
  } finally {
    await other.quit();
  }
});

it('saves a copy for download where there are no dialogs, and no folder', async () => {
  const options = { host: 'browser', version: '1.0.0', dataFolder: home, engine } as const;
  const other = new Editor({ ...options, folder: undefined, dialogs: undefined }, () => undefined);
  try {
    await other.openSource({ from: 'sample' }, false);
    const saved = await other.saveAs('Vase at dusk');
    const id = saved?.download?.split('/').at(-1) as string;
    const file = other.transfers.file(id);
    expect(file?.name).toBe('Vase at dusk.penumbra');
    expect(
      readFileSync(file?.path as string)
        .subarray(0, 15)
        .toString(),
    ).toBe('SQLite format 3');
  } finally {
    await other.quit();
  }
});

it('saves into the folder where there are no dialogs, over no other file, and goes on there', async () => {
  const { path: unsaved } = await openVase();
  paint();
  const path = join(folder, 'dusk.penumbra');
  expect(await editor.saveAs('dusk')).toEqual({ download: null, name: 'dusk' });
  expect(editor.workspace.project.path).toBe(path);
  expect(existsSync(unsaved)).toBe(false);
  expect(editor.app().recents.map((recent) => recent.path)).toEqual([path]);
  writeFileSync(join(folder, 'dawn.penumbra'), 'another');
  await expect(editor.saveAs('dawn')).rejects.toThrow('already exists');
  await expect(editor.saveAs('../dawn')).rejects.toThrow('has "/", which');
  expect(readFileSync(join(folder, 'dawn.penumbra'), 'utf8')).toBe('another');
  expect(editor.workspace.project.path).toBe(path);
});

it('saves elsewhere while the document goes on, and takes along what is drawn meanwhile', async () => {
  const path = join(folder, 'dusk.penumbra');
  const options = { host: 'electron', version: '1.0.0', dataFolder: home, folder, engine } as const;
  const none = async () => undefined;
  const dialogs = { open: none, openModel: none, save: async () => path };
  const other = new Editor({ ...options, dialogs }, () => undefined);
  try {
    await other.openSource({ from: 'sample' }, false);
    const unsaved = other.workspace.project.path;
    let turns = 0;
    const turning = setInterval(() => {
      if (turns++ === 0) other.workspace.commit({ label: 'A layer', put: [layer] });
    });
    await other.saveAs('dusk');
    clearInterval(turning);
    expect(turns).toBeGreaterThan(1);
    expect(other.workspace.project.path).toBe(path);
    expect(other.workspace.project.document().has(layer.id)).toBe(true);
    expect(existsSync(unsaved)).toBe(false);
  } finally {
    await other.quit();
  }
});

it('opens one after the other, and leaves but the last open', async () => {
  const other = join(folder, 'jug.png');
  copyFileSync(join(folder, 'vase.png'), other);
  const first = openVase();
  const second = editor.openSource({ from: 'path', path: other }, false);
  const closing = editor.close();
  const last = openVase();
  expect((await first).name).toBe('vase');
  expect((await second)?.name).toBe('jug');
  await closing;
  const { path } = await last;
  expect(heard('project').map((project) => project?.name)).toEqual([
    'vase',
    'jug',
    undefined,
    'vase',
  ]);
  // Whatever is still locked would not be listed.
  expect(newEditor().app().unsaved).toHaveLength(2);
  expect(editor.workspace.project.path).toBe(path);
});

it('closes nothing that is being exported before it is written', async () => {
  await openVase();
  const written = editor.exports.write(editor.workspace, {
    options: exportOptions,
    replace: false,
  });
  await editor.close();
  expect(await written).toMatchObject({ name: 'vase edited.png' });
  expect(heard('exporting').map((stage) => stage?.stage)).toEqual([
    'Reading the photo',
    'Writing the file',
    undefined,
  ]);
});

it.each([
  ['Reading the photo', null],
  ['Bringing back the look', 'revived'],
  ['Writing the file', null],
])('writes nothing where an export is cancelled: %s', async (stage, kind) => {
  const { path } = await openVase();
  let options = exportOptions;
  if (kind === 'revived') {
    paint();
    options = { ...exportOptions, look: lookOf(mostEffect(await explored(editor))) };
    await editor.close();
    await editor.openSource({ from: 'path', path }, false);
    // So that what is brought back is not there at once.
    await editor.workspace.pictures.picture(1);
  }
  forget();
  const written = editor.exports.write(editor.workspace, { options, replace: false });
  const isAtStage = () => heard('exporting').some((now) => now?.stage === stage);
  if (kind === null) await expect.poll(isAtStage, { interval: 1 }).toBe(true);
  else await new Promise((resolve) => setImmediate(resolve));
  editor.exports.cancel();
  await expect(written).rejects.toThrow('Nothing was written');
  expect(readdirSync(folder)).toEqual(['vase.png']);
});

it('says before an export why the format cannot hold the photo', async () => {
  await openVase();
  const plan = (options: ExportOptions) => editor.exports.plan(editor.workspace, options);
  expect(plan(exportOptions)).toEqual({ name: 'vase edited.png', exists: false, problem: null });
  expect(plan({ ...exportOptions, photo: 7 }).problem).toContain('no such photo');
});

it('says before an export what a name lacks', async () => {
  await openVase();
  const plan = (name: string) => editor.exports.plan(editor.workspace, { ...exportOptions, name });
  const problem = expect.stringContaining('without its other brace');
  expect(plan('{name')).toEqual({ name: null, exists: false, problem });
  expect(plan('a/b').problem).toContain('which file systems refuse');
});

it('marks no photo as edited with a model to which nothing is applied', () => {
  const options = { ...exportOptions, mark: true };
  expect(writeOptions(options).mark).toBe(false);
  expect(writeOptions({ ...options, look: lookOf({ id: 1 }) }).mark).toBe(true);
});

it('takes the place of no report unasked, and counts past one', async () => {
  await openVase();
  writeFileSync(join(folder, 'vase 1.png.fidelity.json'), '');
  const options = { ...exportOptions, look: lookOf({ id: 1 }) };
  const plan = (change: Partial<ExportOptions>) =>
    editor.exports.plan(editor.workspace, { ...options, ...change });
  expect(plan({ name: 'vase 1' }).exists).toBe(true);
  expect(plan({ name: 'vase 1', fidelity: false }).exists).toBe(false);
  expect(plan({ name: 'vase {n}' }).name).toBe('vase 2.png');
  const request = { options: { ...options, name: 'vase 1' }, replace: false };
  await expect(editor.exports.write(editor.workspace, request)).rejects.toThrow('already exists');
});

it('shows the sample with its strokes, of which nobody hears before', async () => {
  const state = await editor.openSource({ from: 'sample' }, false);
  expect(state?.records.some(({ kind }) => kind === 'stroke')).toBe(true);
  expect(heardEvents()).toEqual(['project']);
});

it('keeps no upload once it is dealt with, whether it could be opened or not', async () => {
  const send = (name: string, from: string) => {
    const place = editor.transfers.place(name);
    copyFileSync(from, place.path);
    return place;
  };
  const photo = send('vase.png', join(folder, 'vase.png'));
  await editor.openSource({ from: 'upload', upload: photo.id }, false);
  const copy = join(folder, 'copy');
  editor.workspace.project.duplicate(copy);
  // Known by its first bytes, whatever it is called.
  const project = send('renamed.jpg', copy);
  expect((await editor.openSource({ from: 'upload', upload: project.id }, false))?.name).toBe(
    'renamed',
  );
  const broken = send('broken.penumbra', join(folder, 'vase.png'));
  await expect(editor.openSource({ from: 'upload', upload: broken.id }, false)).rejects.toThrow(
    'a PNG image',
  );
  for (const { id, path } of [photo, project, broken]) {
    expect(editor.transfers.file(id)).toBeUndefined();
    expect(existsSync(path)).toBe(false);
  }
  expect(
    newEditor()
      .app()
      .unsaved.map(({ name }) => name),
  ).toEqual(['vase']);
});

it('discards what was never given a name, but not what is open', async () => {
  const { path } = await openVase();
  expect(() => editor.files.discardUnsaved(path)).toThrow('is open for editing');
  await editor.close();
  expect(editor.app().unsaved.map((project) => project.path)).toEqual([path]);
  expect(editor.files.discardUnsaved(path)).toEqual([]);
  expect(existsSync(path)).toBe(false);
});

it('lists a project with a small picture of its photo, and shows that of no other file', async () => {
  const { path } = await openVase();
  await editor.close();
  const { media, bytes } = editor.files.thumbnail(path) ?? {};
  const { width, height, channels } = await sharp(bytes).metadata();
  expect({ media, width, height, channels }).toEqual({
    ...{ media: 'image/png', channels: 3 },
    ...{ width: 160, height: 120 },
  });
  const elsewhere = join(folder, 'elsewhere.penumbra');
  copyFileSync(path, elsewhere);
  expect(editor.files.thumbnail(elsewhere)).toBeDefined();
  const hidden = join(home, 'hidden.penumbra');
  copyFileSync(path, hidden);
  expect(editor.files.thumbnail(hidden)).toBeUndefined();
});

it('lists a project as soon as it is closed, and not sooner', async () => {
  const { path } = await openVase();
  const closing = editor.close();
  const listed = await editor.settledApp();
  await closing;
  expect(listed.unsaved.map((project) => project.path)).toEqual([path]);
});
