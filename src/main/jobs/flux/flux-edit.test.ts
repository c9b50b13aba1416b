import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { writeSyntheticFlux } from '../../../../bench/synthetic-flux.ts';
import { Sessions } from '../../engine/runtime/sessions.ts';
import { uprightSize } from '../../photo/photo-file.ts';
import { appDataFolder } from '../../store/app-data.ts';
import { createProject } from '../../store/open.ts';
import { type EditJob, edit } from '../edit.ts';
import { writeEditPictures } from '../edit-fixture.ts';
import { EMBEDDED_MODEL } from '../embedded-model.ts';
import { promptsOf, promptsToCome } from '../project-prompts.ts';
import { recordEdit } from '../record-edit.ts';
import { replay } from '../replay.ts';
import { findModelFiles } from './model-files.ts';
import { promptFolder } from './prompt-folder.ts';
import { quantise } from './quantise.ts';
import { ModelRegistry } from './registry.ts';
import { wholeFiles } from './whole-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'penumbra-flux-edit-'));
const files = join(folder, 'tiny');
const sessions = new Sessions({ provider: 'cpu', threads: 2, memoryBudgetBytes: 2 ** 30 });
const never = new AbortController().signal;
let job: EditJob;

beforeAll(async () => {
  for (const name of ['XDG_DATA_HOME', 'APPDATA', 'HOME']) vi.stubEnv(name, folder);
  await writeSyntheticFlux(files, { size: 'tiny', fill: 'random', type: 'F32' });
  const q4 = join(folder, 'q4.safetensors');
  const path = join(files, 'flux1-schnell.safetensors');
  await quantise({ path, out: q4, bits: 4 }, () => undefined, never);
  const registry = new ModelRegistry(appDataFolder());
  registry.add('tiny', 'FLUX.1-schnell', wholeFiles(findModelFiles([files])));
  registry.add('tiny-q4', 'FLUX.1-schnell', wholeFiles(findModelFiles([q4, files])));
  const pictures = await writeEditPictures(folder);
  job = { ...pictures, fineStep: 1, rank: 4, iterations: 12, model: 'tiny', modelSize: 96 };
});
beforeEach(() => rmSync(join(folder, 'out.png'), { force: true }));
afterAll(async () => {
  vi.unstubAllEnvs();
  await sessions.release();
  rmSync(folder, { recursive: true, force: true });
});

const run = (more: Partial<EditJob> = {}, signal = never, onStage?: () => void) =>
  edit({ ...job, ...more }, sessions, () => undefined, signal, onStage);

test.each(['tiny', 'tiny-q4'])(
  'a photo goes through text, latents and blocks of %s, and comes back',
  async (model) => {
    const stages: number[] = [];
    const { exploration } = await run({ model, prompt: 'a red cat' }, never, () => stages.push(1));
    // 96×72 pixels, a quarter of it as latents of four channels.
    expect(exploration.shape).toEqual([4, 18, 24]);
    expect(exploration.chosen.after).toMatchObject({ width: 96, height: 72 });
    const { result } = await run({ model, out: join(folder, 'again.png'), prompt: 'a red cat' });
    expect(result.clusters.length).toBeGreaterThan(1);
    expect(stages.length).toBeGreaterThan(12 * 5);
    const bytes = readFileSync(job.out);
    expect(await uprightSize({ name: 'out.png', bytes })).toEqual({ width: 160, height: 120 });
  },
);

test('the prompt matters, and is encoded once', async () => {
  const prompts = join(appDataFolder(), 'prompts');
  const one = await run({ prompt: 'a red cat' });
  const count = readdirSync(prompts).length;
  const other = await run({ prompt: 'a blue dog' });
  expect(readdirSync(prompts).length).toBe(count + 1);
  const same = await run({ prompt: 'a red cat' });
  expect(readdirSync(prompts).length).toBe(count + 1);
  const last = ({ exploration }: typeof one) => exploration.trajectory.at(-1)?.z;
  expect(last(same)).toEqual(last(one));
  expect(last(other)).not.toEqual(last(one));
  // One that is damaged is encoded again.
  for (const name of readdirSync(prompts)) truncateSync(join(prompts, name), 100);
  expect(last(await run({ prompt: 'a red cat' }))).toEqual(last(one));
  const sizes = readdirSync(prompts).map((name) => statSync(join(prompts, name)).size);
  expect(sizes.filter((size) => size > 100)).toHaveLength(1);
});

test('a prompt that is too long is refused, and nothing is left out of it', async () => {
  await expect(run({ prompt: Array(200).fill('a red cat').join(' ') })).rejects.toThrow(
    'the prompt is 600 tokens long, and this model takes 255. Shorten it by about 58 %.',
  );
});

test('a project that is made after an edit has its prompt, encoded now or before', async () => {
  const folderPrompts = promptFolder(appDataFolder());
  for (const name of ['first', 'second']) {
    const toCome = promptsToCome(folderPrompts);
    await edit({ ...job, prompt: 'a beach' }, sessions, () => undefined, never, undefined, toCome);
    const project = createProject(join(folder, `${name}.penumbra`));
    toCome.copyTo(project);
    const nowhere = { get: () => undefined, put: () => expect.fail('encoded again') };
    const own = promptsOf(() => project, nowhere);
    const kept = { ...nowhere, get: own.get };
    await edit({ ...job, prompt: 'a beach' }, sessions, () => undefined, never, undefined, kept);
    project.close();
  }
});

test('tuned and refined, it is recorded, and comes out of its project as it was', async () => {
  const tuned = { ...job, mode: 'finetune' as const, refine: 2, prompt: 'a cat' };
  const losses: number[] = [];
  const made = await edit(
    tuned,
    sessions,
    (event) => event.kind === 'step' && losses.push(event.value),
    never,
  );
  expect(losses[14]).toBeLessThan(losses[0] as number);
  const project = createProject(join(folder, 'edit.penumbra'));
  try {
    const number = await recordEdit(project, tuned, made, { provider: 'cpu', app: 'test' });
    const again = {
      edit: number,
      photo: undefined,
      out: undefined,
      write: job.write,
      // The run's own.
      model: undefined,
    };
    let stages = 0;
    const { latents, differing } = await replay(
      ...([project, again, sessions, () => undefined, never] as const),
      () => stages++,
    );
    expect(stages).toBeGreaterThan(12 * 5);
    expect(latents).toBeGreaterThan(12);
    expect(differing).toBe(0);
    const large = { ...tuned, rank: 1e9 };
    const edit = await recordEdit(project, large, made, { provider: 'cpu', app: 'test' });
    const refused = replay(project, { ...again, edit }, sessions, () => undefined, never);
    await expect(refused).rejects.toThrow(/^the model tiny cannot do this here: /);
  } finally {
    project.close();
  }
});

test('stopped within an evaluation, it writes nothing', async () => {
  const stop = new AbortController();
  let stages = 0;
  const onStage = () => {
    stages++;
    if (stages === 8) stop.abort(new Error('stopped'));
  };
  await expect(run({}, stop.signal, onStage)).rejects.toThrow('stopped');
  expect(stages).toBe(8);
  expect(existsSync(job.out)).toBe(false);
});

test('a model that is not there is named, one that is damaged too, and the embedded one still works', async () => {
  await expect(run({ model: 'large' })).rejects.toThrow(
    'there is no model large. Known models: tiny, tiny-q4.',
  );
  truncateSync(join(files, 'ae.safetensors'), 100_000);
  await expect(run()).rejects.toThrow(/ae\.safetensors: tensor .* ends at byte/);
  await run({ model: EMBEDDED_MODEL, fineStep: 0.15, rank: 'full', modelSize: undefined });
  expect(existsSync(job.out)).toBe(true);
});
