import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Sessions } from '../engine/runtime/sessions.ts';
import { readPhoto } from '../photo/photo-file.ts';
import { type EditEvent, type EditJob, edit } from './edit.ts';
import { EMBEDDED_SETTINGS } from './embedded-model.ts';

let folder: string;
let job: EditJob;
const at = (name: string) => join(folder, name);
const sessions = new Sessions({ provider: 'cpu', threads: 2, memoryBudgetBytes: 2 ** 30 });

/** Size of the photo. */
const [width, height] = [160, 120];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'penumbra-edit-'));
  const svg = (body: string) =>
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 320 240">${body}</svg>`,
    );
  const wall = '<rect width="320" height="240" fill="#7d7468"/>';
  const vase = '<ellipse cx="150" cy="130" rx="60" ry="80" fill="#2f5d8c"/>';
  await sharp(svg(wall + vase))
    .removeAlpha()
    .png()
    .toFile(at('photo.png'));
  const stroke =
    '<path d="M130 90 L150 160" stroke="#e07a3c" stroke-width="30" stroke-opacity="0.8"/>';
  await sharp(svg(stroke)).png().toFile(at('strokes.png'));
  job = {
    ...EMBEDDED_SETTINGS,
    photo: at('photo.png'),
    strokes: at('strokes.png'),
    out: at('out.png'),
    mode: 'group',
    with: [],
    sigma: 0.45,
    cluster: undefined,
    strength: 1,
    steps: 0,
    area: 'strokes',
    feather: 0.1,
    lockDrift: true,
  };
});

afterAll(async () => {
  await sessions.release();
  rmSync(folder, { recursive: true, force: true });
});

function run(change: Partial<EditJob> = {}, signal = new AbortController().signal) {
  const events: EditEvent[] = [];
  const result = edit({ ...job, ...change }, sessions, (event) => events.push(event), signal);
  return { events, result };
}

test('a stroke’s colour arrives on what it was painted on, at the photo’s size, and nowhere else', async () => {
  const { events, result } = run();
  const { clusters, chosen, period, timings } = await result;
  expect(period).toBe(2);
  expect(clusters.length).toBe(2);
  expect(clusters[chosen]?.effect).toBeGreaterThan(0.9);
  expect(Object.keys(timings)).toEqual(['reading', 'inverting', 'comparing', 'applying']);
  expect(events.filter(({ kind }) => kind === 'iterate').length).toBe(30);

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

test('less strength is less effect', async () => {
  const { clusters, chosen } = await run({ strength: 0.4 }).result;
  expect(clusters[chosen]?.effect).toBeCloseTo(0.4, 1);
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
    (event) => event.kind === 'iterate' && event.done === 3 && stop.abort(new Error('enough')),
    stop.signal,
  );
  await expect(result).rejects.toThrow('enough');
  expect(existsSync(out)).toBe(false);
});

describe('what cannot be done is an error that says what to do', () => {
  test.each<[string, Partial<EditJob>, string]>([
    ['σ out of range', { sigma: 1 }, 'not between 0 and 1'],
    ['no iterations', { iterations: 0 }, 'whole number from 1'],
    ['a strength of 0', { strength: 0 }, 'strength of 0'],
    ['too many steps', { steps: 6 }, '6 steps'],
    ['a feather below 0', { feather: -0.1 }, 'feather of -0.1'],
    ['further pictures without a group', { mode: 'single', with: ['a.png'] }, 'mode group'],
    ['a cluster there is not', { cluster: 7, iterations: 12 }, 'no cluster 7'],
    ['an iteration too short for clusters', { iterations: 3 }, 'Take more iterations'],
  ])('%s', async (_what, change, message) => {
    await expect(run({ ...change, out: at('never.png') }).result).rejects.toThrow(message);
    expect(existsSync(at('never.png'))).toBe(false);
  });

  test('a result in the place of the photo, in no folder, or of no known format', async () => {
    await expect(run({ out: job.photo }).result).rejects.toThrow('Give another name');
    await expect(run({ out: at('no/where.png') }).result).rejects.toThrow('Make the folder');
    await expect(run({ out: at('out.bmp') }).result).rejects.toThrow('.bmp is no format');
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
