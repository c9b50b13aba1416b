import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { UtilityProcess } from 'electron';
import { afterEach, expect, test } from 'vitest';
import { matmul, mul } from '../engine/graph/ops/index.ts';
import { input, scalar, type Value } from '../engine/graph/value.ts';
import { Engine, EngineStoppedError } from '../engine/runtime/engine.ts';
import { compile } from '../engine/runtime/program.ts';
import { chooseProvider } from '../engine/runtime/providers.ts';
import { float32, float32Data } from '../engine/runtime/tensor.ts';
import { forkByElectron } from './fork.ts';
import { utilityProcessStandIn } from './utility-process.fixture.ts';

/** The real engine and probe processes, in processes of Electron's shape. */
const started: UtilityProcess[] = [];
const fork = forkByElectron({
  fork(...how) {
    const child = utilityProcessStandIn.fork(...how);
    started.push(child);
    return child;
  },
});
const engine = new Engine({ provider: 'cpu', threads: 2, memoryBudgetBytes: 2 ** 30 }, fork);
afterEach(() => engine.stop());

const x = input('x', { dtype: 'float32', shape: [2] });
const doubled = compile({ y: mul(x, scalar(2)) });
const feeds = { x: float32([1, 2], [2]) };

test('the engine runs in a utility process', async () => {
  const { y } = await engine.run(doubled, feeds);
  expect([...float32Data(y as typeof feeds.x)]).toEqual([2, 4]);
  expect(engine.pid).toBeGreaterThan(0);
});

test('a run that is aborted ends its process, even one that is not yet there', async () => {
  const side = 512;
  const matrix = float32(new Float32Array(side * side), [side, side]);
  const m = input('m', matrix);
  let product: Value = m;
  // Some ten seconds: longer than any wait.
  for (let i = 0; i < 6_000; i++) product = matmul(product, m);
  const long = compile({ product });
  for (const wait of [undefined, 1000]) {
    const controller = new AbortController();
    const running = engine.run(long, { m: matrix }, controller.signal);
    if (wait !== undefined) await delay(wait);
    const child = started.at(-1) as UtilityProcess;
    expect(child.pid === undefined).toBe(wait === undefined);
    const ended = once(child, 'exit');
    controller.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    expect(await ended).toEqual([15]);
  }
  const { y } = await engine.run(doubled, feeds);
  expect([...float32Data(y as typeof feeds.x)]).toEqual([2, 4]);
});

test('an engine that ends by itself says how', async () => {
  await engine.run(doubled, feeds);
  const { pid } = engine;
  const running = engine.run(doubled, feeds);
  process.kill(pid as number, 'SIGKILL');
  const [outcome] = await Promise.allSettled([running]);
  // It may have answered before it was killed.
  if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(EngineStoppedError);
  const { y } = await engine.run(doubled, feeds);
  expect([...float32Data(y as typeof feeds.x)]).toEqual([2, 4]);
});

test('providers are tried in utility processes', async () => {
  expect(await chooseProvider('cpu', fork)).toEqual({ provider: 'cpu', reason: 'asked for' });
});
