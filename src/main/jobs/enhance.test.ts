import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Sessions } from '../engine/runtime/sessions.ts';
import { readPhoto } from '../photo/photo-file.ts';
import { toPlanes } from '../photo/planes.ts';
import { psnr } from '../photo/quality.ts';
import { WRITE_DEFAULTS } from '../photo/write-photo.ts';
import { EMBEDDED_MODEL, weightsFile } from './embedded-model.ts';
import { ENHANCE_DEFAULTS, type EnhanceEvent, type EnhanceJob, enhance } from './enhance.ts';

let folder: string;
let job: EnhanceJob;
const at = (name: string) => join(folder, name);
const sessions = new Sessions({ provider: 'cpu', threads: 2, memoryBudgetBytes: 2 ** 30 });

/** More than a tile wide, and no multiple of the model's step. */
const [width, height] = [301, 121];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'penumbra-enhance-'));
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <linearGradient id="sky" x2="0" y2="1">
      <stop stop-color="#6d8fb0"/><stop offset="1" stop-color="#c8b9a0"/>
    </linearGradient>
    <rect width="100%" height="100%" fill="url(#sky)"/>
    <path d="M0 90 L60 50 L110 88 L190 35 L301 95 L301 121 L0 121 Z" fill="#4c5548"/>
    <circle cx="235" cy="30" r="14" fill="#e8d9b0"/></svg>`;
  const image = sharp(Buffer.from(svg)).removeAlpha();
  await image.clone().png().toFile(at('clean.png'));
  const noise = await sharp({
    create: {
      ...{ width, height, channels: 3, background: '#000' },
      noise: { type: 'gaussian', mean: 128, sigma: 20 },
    },
  })
    .raw()
    .toBuffer();
  const clean = await image.raw().toBuffer();
  const noisy = clean.map((value, i) =>
    Math.max(0, Math.min(255, value + (noise[i] as number) - 128)),
  );
  await sharp(noisy, { raw: { width, height, channels: 3 } })
    .png()
    .toFile(at('noisy.png'));
  job = {
    ...ENHANCE_DEFAULTS,
    photo: at('noisy.png'),
    out: at('out.png'),
    model: EMBEDDED_MODEL,
    write: { ...WRITE_DEFAULTS, mark: false },
  };
});

afterAll(async () => {
  await sessions.release();
  rmSync(folder, { recursive: true, force: true });
});

function run(change: Partial<EnhanceJob> = {}, signal = new AbortController().signal) {
  const events: EnhanceEvent[] = [];
  const result = enhance({ ...job, ...change }, sessions, (event) => events.push(event), signal);
  return { events, result };
}

/** PSNR of a picture against the clean one. */
async function quality(path: string): Promise<number> {
  const [picture, clean] = [
    toPlanes(await readPhoto(path)),
    toPlanes(await readPhoto(at('clean.png'))),
  ];
  return psnr(picture.data, clean.data);
}

test('noise goes, what is photographed stays, at the photo’s size', async () => {
  const { events, result } = run();
  const { noise, sigma, tiles, notes, timings } = await result;
  expect(noise).toBeGreaterThan(15);
  expect(noise).toBeLessThan(25);
  expect(sigma).toBeCloseTo(noise / 127.5 / (1 + noise / 127.5), 6);
  expect([tiles, notes]).toEqual([2, []]);
  expect(Object.keys(timings)).toEqual(['reading', 'measuring', 'enhancing', 'writing']);
  expect(events.filter(({ kind }) => kind === 'tile')).toEqual(
    [0, 1, 2].map((done) => ({ kind: 'tile', done, of: 2 })),
  );
  const { width: w, height: h } = await readPhoto(job.out);
  expect([w, h]).toEqual([width, height]);
  expect(await quality(job.out)).toBeGreaterThan((await quality(job.photo)) + 7);
});

test('less strength is less of it', async () => {
  await run({ strength: 0.5, out: at('half.png') }).result;
  const half = await quality(at('half.png'));
  expect(half).toBeGreaterThan((await quality(job.photo)) + 3);
  expect(half).toBeLessThan(await quality(job.out));
});

test('an augmented version takes the place of the built-in one, and its tone does not', async () => {
  const augmented = at('augmented.png');
  await sharp(at('clean.png'))
    .linear(1, 40)
    .resize(2 * width, 2 * height)
    .toFile(augmented);
  const out = at('augmented-out.png');
  await run({ augmented, out }).result;
  expect(await quality(out)).toBeGreaterThan((await quality(job.photo)) + 7);
});

test('16 bits and the profile stay', async () => {
  const photo = at('deep.png');
  await sharp(job.photo).resize(80, 70).toColourspace('rgb16').withIccProfile('p3').toFile(photo);
  await run({ photo, out: at('deep-out.png') }).result;
  const [before, after] = [
    await sharp(photo).metadata(),
    await sharp(at('deep-out.png')).metadata(),
  ];
  expect(after).toMatchObject({ width: 80, height: 70, depth: 'ushort' });
  expect(after.icc).toEqual(before.icc);
});

test('the same job gives the same bytes', async () => {
  await run({ out: at('again.png') }).result;
  expect((await readPhoto(at('again.png'))).data).toEqual((await readPhoto(job.out)).data);
});

test('it is stopped between tiles, and writes nothing', async () => {
  const stop = new AbortController();
  const out = at('stopped.png');
  const stopped = enhance(
    { ...job, out },
    sessions,
    (event) => event.kind === 'tile' && event.done === 1 && stop.abort(new Error('enough')),
    stop.signal,
  );
  await expect(stopped).rejects.toThrow('enough');
  expect(existsSync(out)).toBe(false);
});

describe('what cannot be done is an error that says what to do', () => {
  test.each<[string, Partial<EnhanceJob>, string]>([
    ['σ out of range', { sigma: 0 }, 'not between 0 and 1'],
    ['no iterations', { iterations: 0 }, 'whole number from 1'],
    ['a strength of 0', { strength: 0 }, 'strength of 0'],
    ['a strength beyond 2', { strength: 3 }, 'at most 2'],
  ])('%s', async (_what, change, message) => {
    await expect(run({ ...change, out: at('never.png') }).result).rejects.toThrow(message);
    expect(existsSync(at('never.png'))).toBe(false);
  });

  test('a result in the place of what it is made from, in no folder, or of no known format', async () => {
    await expect(run({ out: job.photo }).result).rejects.toThrow('Give another name');
    await expect(run({ out: weightsFile(EMBEDDED_MODEL) }).result).rejects.toThrow('not a format');
    await expect(run({ out: at('no/where.png') }).result).rejects.toThrow('Make the folder');
    const twice = { augmented: at('clean.png'), out: at('clean.png') };
    await expect(run(twice).result).rejects.toThrow('Give another name');
  });

  test('a photo that is too small, or not there', async () => {
    await sharp({ create: { width: 63, height: 90, channels: 3, background: 'red' } }).toFile(
      at('small.png'),
    );
    await expect(run({ photo: at('small.png') }).result).rejects.toThrow('64 pixels or more');
    await expect(run({ photo: at('none.png') }).result).rejects.toThrow('does not exist');
  });

  test('a photo that the format of the result cannot hold, before any work on it', async () => {
    const create = { width: 16_400, height: 64, channels: 3, background: 'teal' } as const;
    await sharp({ create }).toFile(at('long.png'));
    const { events, result } = run({ photo: at('long.png'), out: at('long.webp') });
    await expect(result).rejects.toThrow('a longer side of 16383 or less');
    expect(events).toEqual([{ kind: 'stage', stage: 'reading' }]);
  });

  test('an augmented version of another aspect', async () => {
    await sharp({ create: { width: 90, height: 90, channels: 3, background: 'red' } }).toFile(
      at('square.png'),
    );
    await expect(run({ augmented: at('square.png') }).result).rejects.toThrow(
      'must show the whole photo',
    );
  });

  test('an augmented version that is smaller', async () => {
    await sharp(at('clean.png')).resize(150, 60).toFile(at('thumbnail.png'));
    await expect(run({ augmented: at('thumbnail.png') }).result).rejects.toThrow(
      'smaller than the photo',
    );
  });
});
