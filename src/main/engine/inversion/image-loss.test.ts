import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { sizeOf } from '../graph/tensor-type.ts';
import { input, type Value } from '../graph/value.ts';
import { type AutoencoderConfig, decode } from '../models/autoencoder.ts';
import { Parameters } from '../nn/parameters.ts';
import { Sessions } from '../runtime/sessions.ts';
import { Random } from '../sampling/random.ts';
import { openSafetensors } from '../weights/safetensors.ts';
import { writeSafetensors } from '../weights/write-safetensors.ts';
import { decodedLoss, pixelLoss } from './image-loss.ts';

const folder = mkdtempSync(join(tmpdir(), 'penumbra-image-loss-'));
const sessions = new Sessions({ provider: 'cpu', threads: 1, memoryBudgetBytes: 2 ** 28 });
afterAll(async () => {
  await sessions.release();
  rmSync(folder, { recursive: true, force: true });
});

test('under a mask, only what is masked counts', async () => {
  const masked = pixelLoss({
    picture: Float32Array.of(1, 5, 1, 5, 1, 5),
    mask: Float32Array.of(1, 0),
  });
  const { loss, gradient } = await masked(new Float32Array(6));
  expect(loss).toBeCloseTo(1, 6);
  for (const [i, value] of gradient.entries()) expect(value).toBeCloseTo(i % 2 ? 0 : -2 / 3, 6);
});

/** A small autoencoder whose decoder has random weights in a file. */
function randomDecoder() {
  const config: AutoencoderConfig = {
    inChannels: 3,
    ch: 32,
    outCh: 3,
    chMult: [1, 2],
    numResBlocks: 1,
    zChannels: 4,
    scaleFactor: 0.36,
    shiftFactor: 0.11,
  };
  const shape = [4, 2, 3];
  const build = (weights: Parameters, latent: Value) => decode(weights, config, latent);
  const weights = new Parameters();
  build(weights, input('latent', { dtype: 'float32', shape: [1, ...shape] }));
  const tensors = new Map(
    [...weights].map(({ tensor, whole }, index) => {
      const spread = whole.length > 1 ? 1 / Math.sqrt(sizeOf(whole.slice(1))) : 0.5;
      const values = new Random(index).normals(sizeOf(whole), spread);
      return [tensor, { type: 'F32' as const, shape: whole, bytes: new Uint8Array(values.buffer) }];
    }),
  );
  const path = join(folder, 'decoder.safetensors');
  writeSafetensors(path, tensors);
  return { file: openSafetensors(path), shape, build };
}

test('through a decoder the gradient is that of central differences', async () => {
  const random = new Random(7);
  const mask = Float32Array.from({ length: 24 }, (_, i) => (i % 3 ? 1 : 0));
  const prompt = { picture: random.normals(3 * 24, 0.5), mask };
  const loss = decodedLoss(randomDecoder(), sessions, prompt);
  const latent = random.normals(24);
  const direction = random.normals(24);
  const h = 5e-3;
  const along = async (by: number) =>
    (await loss(latent.map((value, i) => value + by * (direction[i] as number)))).loss;
  const { gradient } = await loss(latent);
  const slope = gradient.reduce((sum, value, i) => sum + value * (direction[i] as number), 0);
  const measured = ((await along(h)) - (await along(-h))) / (2 * h);
  expect(Math.abs(slope)).toBeGreaterThan(1e-2);
  expect(slope / measured).toBeCloseTo(1, 2);
});
