import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { findClusters } from '../engine/inversion/clusters.ts';
import { oscillate } from '../engine/inversion/oscillation.ts';
import { Sessions } from '../engine/runtime/sessions.ts';
import { jump, type Point } from '../engine/sampling/flow.ts';
import { modelFlow } from '../engine/sampling/model-flow.ts';
import { Random } from '../engine/sampling/random.ts';
import { psnr } from '../photo/quality.ts';
import { EMBEDDED_MODEL, EMBEDDED_SETTINGS, embeddedModel } from './embedded-model.ts';
import { ModelSizeError } from './model-size.ts';

const sessions = new Sessions({ provider: 'cpu', threads: 2, memoryBudgetBytes: 2 ** 30 });
afterAll(() => sessions.release());

/** A lit sphere before a wall that grows darker. */
function scene(width: number, height: number): Point {
  const picture = new Float32Array(3 * width * height);
  const tints = [0.9, 0.6, 0.4];
  for (let i = 0; i < width * height; i++) {
    const x = (i % width) / width - 0.5;
    const y = Math.floor(i / width) / height - 0.5;
    const inside = x * x + y * y < 0.09;
    const light = inside ? Math.max(0.1, 0.6 - 2 * x - 1.2 * y) : 0.7 - 0.5 * x;
    for (const [c, tint] of tints.entries()) {
      picture[c * width * height + i] = 2 * Math.min(1, light * (inside ? tint : 0.8)) - 1;
    }
  }
  return picture;
}

test('it is small enough to come with every clone', () => {
  expect(statSync(join(EMBEDDED_MODEL, 'model.safetensors')).size).toBeLessThan(20e6);
});

describe('it runs at', () => {
  test.each([
    [64, 64],
    [384, 384],
    [64, 384],
    [200, 136],
  ])('%i×%i pixels, and knows the picture under the noise', async (width, height) => {
    const flow = modelFlow(embeddedModel({ width, height }), sessions);
    const clean = scene(width, height);
    const noise = new Random(1).normals(clean.length);
    const sigma = 0.3;
    const z = clean.map((value, i) => (1 - sigma) * value + sigma * (noise[i] as number));
    const prediction = jump(z, await flow.velocity(z, sigma), sigma);
    const noisy = z.map((value) => value / (1 - sigma));
    expect(psnr(prediction, clean)).toBeGreaterThan(psnr(noisy, clean) + 12);
  });

  test.each([
    [60, 64],
    [56, 64],
    [128, 392],
  ])('no other size: %i×%i is refused with those it takes', (width, height) => {
    const open = () => modelFlow(embeddedModel({ width, height }), sessions);
    expect(open).toThrow(ModelSizeError);
    expect(open).toThrow('64 to 384 pixels in steps of 8');
  });
});

describe('its oscillation', () => {
  const [width, height] = [96, 96];
  const invert = async (sigma: number) => {
    const flow = modelFlow(embeddedModel({ width, height }), sessions);
    const settings = { ...EMBEDDED_SETTINGS, sigma };
    const trajectory = await Array.fromAsync(oscillate(flow, [scene(width, height)], settings));
    return { flow, trajectory, outcome: findClusters(trajectory.map(({ z }) => z)) };
  };

  test('is between two clusters above σ = ½, whose mean gives the picture back (Theorem 2)', async () => {
    const { flow, outcome } = await invert(0.55);
    expect(outcome).toMatchObject({ kind: 'oscillates', period: 2 });
    if (outcome.kind !== 'oscillates') return;
    const likeness = async (z: Point) =>
      psnr(jump(z, await flow.velocity(z, 0.55), 0.55), scene(width, height));
    const mean = await likeness(outcome.mean);
    for (const { centre } of outcome.clusters) {
      expect(mean).toBeGreaterThan((await likeness(centre)) + 3);
    }
  });

  test('dies away well below σ = ½', async () => {
    const { trajectory } = await invert(0.3);
    expect(trajectory.at(-1)?.residual).toBeLessThan(0.2 * (trajectory[0]?.residual as number));
  });
});
