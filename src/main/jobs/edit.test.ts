import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Sessions } from '../engine/runtime/sessions.ts';
import { readPhoto } from '../photo/photo-file.ts';
import { type EditJob, edit } from './edit.ts';
import { EDIT_SIZE, writeEditPictures } from './edit-fixture.ts';
import { EMBEDDED_MODEL, weightsFile } from './embedded-model.ts';
import type { ExploreEvent } from './explore.ts';

let folder: string;
let job: EditJob;
const at = (name: string) => join(folder, name);
const sessions = new Sessions({ provider: 'cpu', threads: 2, memoryBudgetBytes: 2 ** 30 });

const { width, height } = EDIT_SIZE;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'penumbra-edit-'));
  job = await writeEditPictures(folder);
});

afterAll(async () => {
  await sessions.release();
  rmSync(folder, { recursive: true, force: true });
});

function run(change: Partial<EditJob> = {}, signal = new AbortController().signal) {
  const events: ExploreEvent[] = [];
  const made = edit({ ...job, ...change }, sessions, (event) => events.push(event), signal);
  return { events, result: made.then(({ result }) => result) };
}

test('a stroke’s colour arrives on what it was painted on, at the photo’s size, and nowhere else', async () => {
  const { events, result } = run();
  const { clusters, chosen, period, timings } = await result;
  expect(period).toBe(2);
  expect(clusters.length).toBe(2);
  expect(chosen.effect).toBeGreaterThan(0.9);
  expect(Object.keys(timings)).toEqual([
    'reading',
    'opening the model',
    'inverting',
    'comparing',
    'applying',
  ]);
  expect(events.filter(({ kind }) => kind === 'step').length).toBe(30);

  const [before, after] = [await readPhoto(job.photo), await readPhoto(job.out)];
  expect([after.width, after.height]).toEqual([width, height]);
  const pixel = (picture: typeof before, x: number, y: number) =>
    [...picture.data.subarray(3 * (y * width + x), 3 * (y * width + x) + 3)] as [
      number,
      number,
      number,
    ];
  const [red, , blue] = pixel(after, 70, 62);
  expect(red - pixel(before, 70, 62)[0]).toBeGreaterThan(40);
  expect(pixel(before, 70, 62)[2] - blue).toBeGreaterThan(10);
  for (let y = 0; y < height; y += 3) {
    // The stroke reaches from 57 to 83, its feather 16 further.
    for (const x of [0, 10, 35, 110, 159]) expect(pixel(after, x, y)).toEqual(pixel(before, x, y));
  }
});

test('alone, the painted photo oscillates above σ = ½', async () => {
  const out = at('single.png');
  const { clusters } = await run({ mode: 'single', sigma: 0.55, out }).result;
  expect(clusters.length).toBe(2);
  expect(existsSync(out)).toBe(true);
  await expect(run({ mode: 'single', sigma: 0.3, out: at('rest.png') }).result).rejects.toThrow(
    'at σ 0.3',
  );
});

test('a photo larger than the model sees is edited at its own size', async () => {
  const [large, strokes, out] = [at('large.png'), at('large-strokes.png'), at('large-out.png')];
  await sharp(job.photo).resize(800, 600).toFile(large);
  await sharp(job.strokes).resize(800, 600).toFile(strokes);
  await run({ photo: large, strokes, out, iterations: 10 }).result;
  const [before, after] = [await readPhoto(large), await readPhoto(out)];
  expect([after.width, after.height]).toEqual([800, 600]);
  const red = (picture: typeof before) => picture.data[3 * (310 * 800 + 350)] as number;
  expect(red(after) - red(before)).toBeGreaterThan(30);
});

test('a result can be optimised towards the strokes, from a cluster or from the mean', async () => {
  const plain = await run({ iterations: 12, out: at('plain.png'), strength: 0.6 }).result;
  for (const cluster of [undefined, 'mean'] as const) {
    const strength = cluster === 'mean' ? 1 : 0.6;
    const { events, result } = run({ iterations: 12, strength, refine: 14, cluster });
    const { chosen, timings } = await result;
    // As strong as was asked for, but another picture.
    expect(chosen.effect).toBeCloseTo(strength, 1);
    expect(chosen.likeness).not.toBe(plain.chosen.likeness);
    expect(timings).toHaveProperty('refining');
    const losses = events
      .flatMap((event) => (event.kind === 'step' ? [event.value] : []))
      .slice(-14);
    expect(losses.at(-1)).toBeLessThan(losses[0] as number);
  }
});

test('weights that were tuned to one photo’s strokes are kept, and serve again', async () => {
  const saveTuned = at('tuned.safetensors');
  const first = await run({ mode: 'finetune', rank: 4, saveTuned, iterations: 12 }).result;
  expect(first.timings).toHaveProperty('tuning');
  const again = await run({ mode: 'finetune', tuned: saveTuned, iterations: 12 }).result;
  expect(again.timings).not.toHaveProperty('tuning');
  expect(again.chosen.likeness).toBeCloseTo(first.chosen.likeness, 2);
  const without = await run({ iterations: 12 }).result;
  expect(without.chosen.likeness).not.toBe(again.chosen.likeness);
});

test('σ can be found: the least at which the photo oscillates', async () => {
  const { sigma, timings } = await run({ sigma: 'auto', iterations: 12 }).result;
  // For a group, 0.8 of what was found, from 0.4 to 0.85.
  expect(sigma).toBeGreaterThan(0.31);
  expect(sigma).toBeLessThan(0.69);
  expect(timings).toHaveProperty('finding σ');
});

test('a report shows the clusters and the trajectory', async () => {
  await run({ iterations: 12, report: at('report') }).result;
  expect(readdirSync(at('report')).toSorted()).toEqual([
    ...['on-the-photo', 'the-model-after', 'the-model-before'].map(
      (what) => `cluster-0-${what}.png`,
    ),
    ...['on-the-photo', 'the-model-after', 'the-model-before'].map(
      (what) => `cluster-1-${what}.png`,
    ),
    'index.html',
    'input-photo.png',
    'input-strokes.png',
    'residuals.svg',
    'trajectory.svg',
  ]);
  const shown = await readPhoto(at('report/cluster-0-on-the-photo.png'));
  expect([shown.width, shown.height]).toEqual([width, height]);
  expect(readFileSync(at('report/index.html'), 'utf8')).toMatch(/cluster \d, chosen/);
  expect(readFileSync(at('report/trajectory.svg'), 'utf8')).toContain('cluster 1');
});

test('less strength is less effect', async () => {
  const { chosen } = await run({ strength: 0.4 }).result;
  expect(chosen.effect).toBeCloseTo(0.4, 1);
});

test('the same job gives the same bytes', async () => {
  await run({ out: at('first.png'), iterations: 12 }).result;
  await run({ out: at('second.png'), iterations: 12 }).result;
  expect((await readPhoto(at('first.png'))).data).toEqual((await readPhoto(at('second.png'))).data);
});

test('it is stopped between evaluations, and writes nothing', async () => {
  const stop = new AbortController();
  const out = at('stopped.png');
  const result = edit(
    { ...job, out },
    sessions,
    (event) => event.kind === 'step' && event.done === 3 && stop.abort(new Error('enough')),
    stop.signal,
  );
  await expect(result).rejects.toThrow('enough');
  expect(existsSync(out)).toBe(false);
});

describe('what cannot be done is an error that says what to do', () => {
  test.each<[string, Partial<EditJob>, string]>([
    ['σ out of range', { sigma: 1 }, 'not between 0 and 1'],
    ['a prompt for a model without', { prompt: 'a cat' }, 'the model mini takes no prompt'],
    ['no iterations', { iterations: 0 }, 'whole number from 1'],
    ['a strength of 0', { strength: 0 }, 'strength of 0'],
    ['too many steps', { steps: 6 }, '6 steps'],
    ['a feather below 0', { feather: -0.1 }, 'feather of -0.1'],
    ['a softness of 0', { softness: 0 }, 'softness of 0'],
    ['a refinement below 0', { refine: -1 }, '-1 steps of refinement'],
    ['tuned weights without tuning', { saveTuned: 'x.safetensors' }, 'mode finetune'],
    ['further pictures without a group', { mode: 'single', with: ['a.png'] }, 'mode group'],
    ['a cluster there is not', { cluster: 7, iterations: 12 }, 'no cluster 7'],
    ['an iteration too short for clusters', { iterations: 3 }, 'Take 6 or more'],
  ])('%s', async (_what, change, message) => {
    await expect(run({ ...change, out: at('never.png') }).result).rejects.toThrow(message);
    expect(existsSync(at('never.png'))).toBe(false);
  });

  test('a result in the place of the photo, in no folder, or of no known format', async () => {
    await expect(run({ out: job.photo }).result).rejects.toThrow('Give another name');
    await expect(run({ out: at('no/where.png') }).result).rejects.toThrow('Make the folder');
    await expect(run({ out: at('out.bmp') }).result).rejects.toThrow('.bmp is not a format');
  });

  test('tuned weights in the place of anything else, or in no folder', async () => {
    const save = (saveTuned: string) => run({ mode: 'finetune', saveTuned }).result;
    for (const taken of [job.photo, job.out, weightsFile(EMBEDDED_MODEL)]) {
      await expect(save(taken)).rejects.toThrow('Give another name');
    }
    await expect(save(at('no/where.safetensors'))).rejects.toThrow('Make the folder');
  });

  test('strokes that are lost at the model’s size', async () => {
    const [photo, strokes] = [at('big.png'), at('speck.png')];
    await sharp(job.photo).resize(3200, 2400).toFile(photo);
    const speck = {
      create: { width: 1, height: 1, channels: 4, background: '#ff000030' },
    } as const;
    const dot = await sharp(speck).png().toBuffer();
    await sharp({
      create: {
        width: 3200,
        height: 2400,
        channels: 4,
        background: { r: 0, g: 0, b: 0, alpha: 0 },
      },
    })
      .composite([{ input: dot, left: 5, top: 5 }])
      .png()
      .toFile(strokes);
    await expect(run({ photo, strokes }).result).rejects.toThrow('Paint broader ones');
  });

  test('a photo of one pixel', async () => {
    await sharp({ create: { width: 1, height: 1, channels: 3, background: 'red' } }).toFile(
      at('dot.png'),
    );
    await sharp({ create: { width: 1, height: 1, channels: 4, background: 'red' } }).toFile(
      at('dots.png'),
    );
    const { result } = run({ photo: at('dot.png'), strokes: at('dots.png') });
    await expect(result).rejects.toThrow('64 pixels or more');
  });

  test('a further picture of another aspect', async () => {
    await sharp({ create: { width: 50, height: 90, channels: 3, background: 'red' } }).toFile(
      at('tall.png'),
    );
    await expect(run({ with: [at('tall.png')] }).result).rejects.toThrow(
      'must show the whole photo',
    );
  });
});

test('a fidelity report says what changed, and that nothing did outside the area', async () => {
  const out = at('true.png');
  const { fidelity } = await run({ out, fidelity: true, feather: 0.02 }).result;
  expect(fidelity?.maxOutside).toBe(0);
  expect(fidelity?.changed).toBeGreaterThan(0.01);
  expect(fidelity?.changed).toBeLessThan(0.2);
  expect(fidelity?.deltaE).toBe(0);
  const report = JSON.parse(readFileSync(`${out}.fidelity.json`, 'utf8'));
  expect(report).toMatchObject({
    photo: 'photo.png',
    ...fidelity,
    settings: { sigma: 0.45, mode: 'group', area: 'strokes', feather: 0.02 },
    model: { id: 'mini', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
  });
  const wide = await run({ out, fidelity: true, area: 'photo', lockDrift: false }).result;
  expect(wide.fidelity?.deltaE).toBeGreaterThan(0.1);
});
