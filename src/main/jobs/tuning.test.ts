import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { findClusters } from '../engine/inversion/clusters.ts';
import { type FineTuneStep, fineTune } from '../engine/inversion/fine-tune.ts';
import { oscillate } from '../engine/inversion/oscillation.ts';
import { Sessions } from '../engine/runtime/sessions.ts';
import { type Adapter, AdapterError } from '../engine/sampling/adapter.ts';
import { jump, type Point } from '../engine/sampling/flow.ts';
import { modelFlow } from '../engine/sampling/model-flow.ts';
import { Random } from '../engine/sampling/random.ts';
import { openSafetensors, WeightsError } from '../engine/weights/safetensors.ts';
import { readPicture } from '../photo/photo-file.ts';
import { encodeAdapter, readAdapter } from './adapter-file.ts';
import { EMBEDDED_MODEL, EMBEDDED_SETTINGS, embeddedModel, weightsFile } from './embedded-model.ts';
import { weightsHash } from './weights-hash.ts';

const folder = mkdtempSync(join(tmpdir(), 'penumbra-tuning-'));
const sessions = new Sessions({ provider: 'cpu', threads: 2, memoryBudgetBytes: 2 ** 30 });
afterAll(async () => {
  await sessions.release();
  rmSync(folder, { recursive: true, force: true });
});

const model = embeddedModel({ width: 64, height: 64 });
const photo = new Random(1)
  .normals(3 * 64 * 64, 0.05)
  .map((value, i) => value + 0.3 * Math.sin(i / 900));
const painted = paint(photo, 64);

/** A picture with an orange square in its middle. */
function paint(picture: Point, side: number): Point {
  return picture.map((value, at) => {
    const [x, y] = [at % side, Math.floor(at / side) % side];
    const inside = Math.max(Math.abs(x - side / 2), Math.abs(y - side / 2)) < side / 6;
    return inside ? ([0.9, 0.2, -0.6][Math.floor(at / side ** 2)] as number) : value;
  });
}

async function tune(
  rank: Adapter['rank'],
  of = model,
  [y, edited] = [photo, painted],
  sigma = 0.4,
) {
  const learningRate = rank === 'full' ? 1e-3 : 5e-3;
  const settings = { sigma, steps: 15, learningRate, rank };
  const losses: number[] = [];
  let last: FineTuneStep | undefined;
  for await (const step of fineTune(of, sessions, y, edited, settings)) {
    losses.push(step.loss);
    last = step;
  }
  return { losses, adapter: (last as FineTuneStep).adapter };
}

test.each(['full', 4] as const)(
  'tuning lowers its own loss, at rank %s, and leaves the weights as they are',
  async (rank) => {
    const before = readFileSync(weightsFile(EMBEDDED_MODEL));
    const { losses } = await tune(rank);
    expect(losses.length).toBe(16);
    expect(losses.at(-1)).toBeLessThan(0.95 * (losses[0] as number));
    expect(readFileSync(weightsFile(EMBEDDED_MODEL)).equals(before)).toBe(true);
  },
);

test('the same tuning gives the same numbers', async () => {
  const [first, second] = [await tune(4), await tune(4)];
  expect(first.losses).toEqual(second.losses);
});

test('additions of nothing are the model itself', async () => {
  const { adapter } = await tune(2);
  const values = new Map([...adapter.values].map(([name, data]) => [name, data.map(() => 0)]));
  const plain = await modelFlow(model, sessions).velocity(photo, 0.4);
  const adapted = await modelFlow(model, sessions, { rank: 2, values }).velocity(photo, 0.4);
  for (const [i, value] of plain.entries()) expect(adapted[i]).toBeCloseTo(value, 4);
});

test('the velocity’s derivative is that of central differences', async () => {
  const flow = modelFlow(model, sessions);
  const cotangent = new Random(5).normals(photo.length);
  const gradient = await flow.pullback(photo, 0.5, cotangent);
  // Along the gradient itself: across it, the slope would drown in rounding.
  const squares = gradient.reduce((sum, value) => sum + value * value, 0);
  const h = 0.003 * Math.sqrt(photo.length / squares);
  const along = async (by: number) => {
    const moved = photo.map((value, i) => value + by * (gradient[i] as number));
    const velocity = await flow.velocity(moved, 0.5);
    return velocity.reduce((sum, value, i) => sum + value * (cotangent[i] as number), 0);
  };
  const measured = ((await along(h)) - (await along(-h))) / (2 * h);
  expect(Math.abs(squares / measured - 1)).toBeLessThan(0.03);
});

describe('tuned weights in a file', () => {
  test('are small, and act as they did', async () => {
    const path = join(folder, 'tuned.safetensors');
    const { adapter } = await tune(8);
    writeFileSync(path, encodeAdapter(adapter, await weightsHash(model.file)));
    expect(statSync(path).size).toBeLessThan(400e3);
    const restored = await readAdapter(path, model.file);
    expect(restored.rank).toBe(8);
    const [a, b] = await Promise.all(
      [adapter, restored].map((one) => modelFlow(model, sessions, one).velocity(photo, 0.4)),
    );
    for (let i = 0; i < photo.length; i += 7) expect(a?.[i]).toBeCloseTo(b?.[i] as number, 2);
  });

  test('of another model, or none, are refused', async () => {
    const path = join(folder, 'other.safetensors');
    const { adapter } = await tune(1);
    const other = openSafetensors(join(folder, 'tuned.safetensors'));
    writeFileSync(path, encodeAdapter(adapter, await weightsHash(other)));
    const read = (from: string) => readAdapter(from, model.file);
    await expect(read(path)).rejects.toThrow(AdapterError);
    await expect(read(path)).rejects.toThrow('Tune them again');
    await expect(read(weightsFile(EMBEDDED_MODEL))).rejects.toThrow('no tuned weights');
    await expect(read(join(folder, 'none'))).rejects.toThrow(WeightsError);
  });

  test('with a tensor missing, or one too many, are refused', async () => {
    const { adapter } = await tune(1);
    const open = (values: Adapter['values']) => () =>
      modelFlow(model, sessions, { rank: 1, values });
    const [first] = [...adapter.values.keys()] as [string];
    expect(open(new Map([...adapter.values].slice(1)))).toThrow(`nothing for ${first}`);
    expect(open(new Map([...adapter.values, ['stray', new Float32Array(1)]]))).toThrow(
      'hold stray',
    );
  });
});

const photos = new URL('../../../../shared/photos/heldout/', import.meta.url).pathname;

describe.skipIf(!existsSync(photos))('on a real photo (skipped where ../shared is absent)', () => {
  test('tuning moves the clusters towards the stroke’s colour', async () => {
    const side = 96;
    const [name] = readdirSync(photos).toSorted() as [string];
    const { data } = await readPicture(join(photos, name), side, side);
    const edited = paint(data, side);
    const real = embeddedModel({ width: side, height: side });
    const sigma = EMBEDDED_SETTINGS.sigma;
    const { adapter } = await tune('full', real, [data, edited], sigma);
    /** How far each cluster of the photo alone has what the strokes ask for, 1 being all of it. */
    const shares = async (flow: ReturnType<typeof modelFlow>) => {
      const trajectory = await Array.fromAsync(oscillate(flow, [data], EMBEDDED_SETTINGS));
      const outcome = findClusters(trajectory.map(({ z }) => z));
      if (outcome.kind !== 'oscillates') throw new Error(`it ${outcome.kind}`);
      const predictions = await Promise.all(
        outcome.clusters.map(async ({ centre }) =>
          jump(centre, await flow.velocity(centre, sigma), sigma),
        ),
      );
      return predictions.map((prediction) => {
        let [along, squares] = [0, 0];
        for (const [i, value] of data.entries()) {
          const wanted = (edited[i] as number) - value;
          along += wanted * ((prediction[i] as number) - value);
          squares += wanted * wanted;
        }
        return along / squares;
      });
    };
    const before = Math.max(...(await shares(modelFlow(real, sessions))));
    const after = Math.max(...(await shares(modelFlow(real, sessions, adapter))));
    expect(after).toBeGreaterThan(before + 0.1);
  });
});
