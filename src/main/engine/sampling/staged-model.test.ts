import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fluxTensors, writeTensors } from '../../../../bench/synthetic-flux.ts';
import { meanAll, mul } from '../graph/ops/index.ts';
import { constant, input, type Value } from '../graph/value.ts';
import { type FluxConfig, flux, fluxStages, isAttention } from '../models/flux.ts';
import { Parameters } from '../nn/parameters.ts';
import { compile } from '../runtime/program.ts';
import { Sessions } from '../runtime/sessions.ts';
import { float32, float32Data, type Tensor, type Tensors } from '../runtime/tensor.ts';
import { openSafetensors } from '../weights/safetensors.ts';
import type { FlowModel } from './flow-model.ts';
import { valueIn } from './flow-model.ts';
import { modelFlow } from './model-flow.ts';
import { Random } from './random.ts';
import { StagedModel } from './staged-model.ts';

const config: FluxConfig = {
  inChannels: 6,
  outChannels: 6,
  vecInDim: 10,
  contextInDim: 12,
  hiddenSize: 24,
  mlpRatio: 4,
  numHeads: 3,
  depth: 2,
  depthSingleBlocks: 2,
  axesDim: [2, 2, 4],
  theta: 10_000,
  qkvBias: true,
  guidanceEmbed: false,
};
const [TOKENS, TEXT] = [6, 3];
const SIGMA = 0.6;

const folder = mkdtempSync(join(tmpdir(), 'penumbra-staged-'));
const path = join(folder, 'flux.safetensors');
const sessions = new Sessions({ provider: 'cpu', threads: 2, memoryBudgetBytes: 2 ** 28 });
beforeAll(() => writeTensors(path, fluxTensors(config), 'F32', 'random'));
afterAll(async () => {
  await sessions.release();
  rmSync(folder, { recursive: true, force: true });
});

const random = new Random(3);
const positions = {
  imgIds: constant(random.normals(3 * TOKENS), [TOKENS, 3]),
  txtIds: constant(new Float32Array(3 * TEXT), [TEXT, 3]),
};
const conditions: Tensors = {
  txt: float32(random.normals(TEXT * 12), [1, TEXT, 12]),
  y: float32(random.normals(10), [1, 10]),
};
const z = random.normals(TOKENS * 6);

/** Of points that are the image tokens themselves. */
function model(onStage?: FlowModel['onStage']): FlowModel {
  const stages = fluxStages(config, positions);
  return {
    shape: [TOKENS, 6],
    file: openSafetensors(path),
    stages: stages.map((stage, index) =>
      index > 0
        ? stage
        : (weights, { z: img, sigma: timesteps, txt, y }) =>
            stage(weights, { img, timesteps, txt, y } as Record<string, Value>),
    ),
    conditions,
    isAttention: (weight) => isAttention(weight, config),
    ...(onStage && { onStage }),
  };
}

test('the stages give the velocity of the whole, and tell of each, there and back', async () => {
  const weights = new Parameters();
  const given = (name: string, ...shape: number[]) => input(name, { dtype: 'float32', shape });
  const { velocity } = flux(weights, config, {
    img: given('img', 1, TOKENS, 6),
    txt: given('txt', 1, TEXT, 12),
    y: given('y', 1, 10),
    timesteps: given('timesteps', 1),
    ...positions,
  });
  const program = compile({ velocity }, { file: openSafetensors(path), parameters: weights });
  const whole = await sessions.run(program, {
    ...conditions,
    img: float32(z, [1, TOKENS, 6]),
    timesteps: float32([SIGMA], [1]),
  });
  const told: string[] = [];
  const flow = modelFlow(
    model((done, of) => told.push(`${done} of ${of}`)),
    sessions,
  );
  const staged = await flow.velocity(z, SIGMA);
  const expected = float32Data(whole['velocity'] as Tensor);
  for (const [i, value] of expected.entries()) expect(staged[i]).toBeCloseTo(value, 5);
  expect(told).toEqual(['1 of 6', '2 of 6', '3 of 6', '4 of 6', '5 of 6', '6 of 6']);
  told.length = 0;
  await flow.pullback(z, SIGMA, z);
  // All but the last there, and all of them back.
  expect(told).toEqual(Array.from({ length: 11 }, (_, i) => `${i + 1} of 11`));
});

test('backwards through the stages, the gradient with respect to the point is that of differences', async () => {
  const flow = modelFlow(model(), sessions);
  const [cotangent, direction] = [random.normals(z.length), random.normals(z.length)];
  const gradient = await flow.pullback(z, SIGMA, cotangent);
  const h = 1e-2;
  const along = async (by: number) =>
    dot(
      await flow.velocity(
        z.map((value, i) => value + by * (direction[i] ?? 0)),
        SIGMA,
      ),
      cotangent,
    );
  const measured = ((await along(h)) - (await along(-h))) / (2 * h);
  expect(dot(gradient, direction) / measured).toBeCloseTo(1, 2);
});

test.each(['full', 2] as const)(
  'so are those of additions to the attention weights, of rank %s',
  async (rank) => {
    const staged = new StagedModel(model(), sessions, rank);
    const differentiate = staged.differentiable({
      loss: (last) => {
        const velocity = valueIn(last, 'velocity');
        return meanAll(mul(velocity, velocity));
      },
      wanted: 'additions',
    });
    const additions = staged.graph.additions.map(({ name, shape }) => {
      const size = shape.reduce((product, side) => product * side, 1);
      return { name, shape, values: random.normals(size, 0.1), direction: random.normals(size) };
    });
    const feeds = (by: number): Tensors => ({
      z: float32(z, [1, TOKENS, 6]),
      sigma: float32([SIGMA], [1]),
      ...Object.fromEntries(
        additions.map(({ name, shape, values, direction }) => [
          name,
          float32(
            values.map((value, i) => value + by * (direction[i] ?? 0)),
            shape,
          ),
        ]),
      ),
    });
    const { gradients } = await differentiate(feeds(0));
    expect(Object.keys(gradients)).toEqual(
      expect.arrayContaining(additions.map(({ name }) => name)),
    );
    const slope = additions.reduce(
      (sum, { name, direction }) => sum + dot(float32Data(gradients[name] as Tensor), direction),
      0,
    );
    const h = 1e-3;
    const measured =
      ((await differentiate(feeds(h))).loss - (await differentiate(feeds(-h))).loss) / (2 * h);
    expect(slope / measured).toBeCloseTo(1, 2);
  },
);

test('the way back starts from the states of the way there, where the point is the same', async () => {
  let told = 0;
  const flow = modelFlow(
    model(() => told++),
    sessions,
  );
  const stagesOf = async (work: Promise<unknown>) => {
    const before = told;
    await work;
    return told - before;
  };
  const cotangent = random.normals(z.length);
  const point = z.slice();
  const first = await flow.pullback(point, SIGMA, cotangent);
  expect(await stagesOf(flow.velocity(point, SIGMA))).toBe(6);
  // Only the six back.
  expect(await stagesOf(flow.pullback(point, SIGMA, cotangent))).toBe(6);
  expect(await flow.pullback(point, SIGMA, cotangent)).toEqual(first);
  point[0] = (point[0] as number) + 1;
  expect(await stagesOf(flow.pullback(point, SIGMA, cotangent))).toBe(11);
  expect(await flow.pullback(point, SIGMA, cotangent)).not.toEqual(first);
  expect(await stagesOf(flow.velocity(point, 0.7))).toBe(6);
});

test('an evaluation is stopped between two stages', async () => {
  const stop = new AbortController();
  const flow = modelFlow(
    model((done) => {
      if (done === 3) stop.abort(new Error('stopped'));
      else if (done > 3) throw new Error('went on');
    }),
    sessions,
  );
  await expect(flow.velocity(z, SIGMA, stop.signal)).rejects.toThrow('stopped');
});

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}
