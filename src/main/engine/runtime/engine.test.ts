import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { add, matmul, mul } from '../graph/ops/index.ts';
import { input, scalar, type Value } from '../graph/value.ts';
import { Engine, EngineStoppedError } from './engine.ts';
import { compile } from './program.ts';
import { EngineError, float32, float32Data, type Tensors } from './tensor.ts';

const SIDE = 512;
const options = { provider: 'cpu', threads: 2, memoryBudgetBytes: 2 ** 30 } as const;
const matrix = float32(new Float32Array(SIDE * SIDE).fill(1 / SIDE), [SIDE, SIDE]);

/** A program that keeps the engine busy for a good second. */
function longProgram() {
  const x = input('x', matrix);
  let y: Value = x;
  for (let i = 0; i < 600; i++) y = matmul(y, x);
  return compile({ y });
}

/** `y = k·x` */
function times(k: number) {
  return compile({ y: mul(input('x', { dtype: 'float32', shape: [2] }), scalar(k)) });
}

const two = { x: float32([1, 2], [2]) };
const values = ({ y }: Tensors): number[] => (y ? [...float32Data(y)] : []);

let engine: Engine;
afterEach(() => engine.stop());

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function goneWithin(milliseconds: number, pid: number): Promise<void> {
  const end = performance.now() + milliseconds;
  while (isAlive(pid) && performance.now() < end) await delay(20);
  expect(isAlive(pid)).toBe(false);
}

describe('the engine process', () => {
  test('runs programs one after the other, each answered with its own result', async () => {
    engine = new Engine(options);
    const factors = [2, 3, 4, 3, 2];
    const results = await Promise.all(factors.map((k) => engine.run(times(k), two)));
    expect(results.map(values)).toEqual(factors.map((k) => [k, 2 * k]));
  });

  test('does not block the thread that waits for it', async () => {
    engine = new Engine(options);
    await engine.run(times(1), two);
    const gaps: number[] = [];
    let last = performance.now();
    const timer = setInterval(() => {
      gaps.push(performance.now() - last);
      last = performance.now();
    }, 5);
    await engine.run(longProgram(), { x: matrix });
    clearInterval(timer);
    // In this thread the run would be one gap as long as all of it.
    expect(gaps.length).toBeGreaterThan(20);
  });

  test('killed in the middle of a run says so, and the next run works', async () => {
    engine = new Engine(options);
    await engine.run(times(1), two);
    const running = engine.run(longProgram(), { x: matrix });
    const waiting = engine.run(times(5), two);
    const { pid } = engine;
    await delay(100);
    process.kill(pid as number, 'SIGKILL');
    await expect(running).rejects.toThrow(EngineStoppedError);
    await expect(running).rejects.toThrow(
      'the engine stopped during a run: it was ended by SIGKILL',
    );
    expect(values(await waiting)).toEqual([5, 10]);
    expect(engine.pid).not.toBe(pid);
    expect(values(await engine.run(times(7), two))).toEqual([7, 14]);
  });

  test('killed between runs starts anew, also for a run given at that moment', async () => {
    engine = new Engine(options);
    await engine.run(times(1), two);
    process.kill(engine.pid as number, 'SIGKILL');
    expect(values(await engine.run(times(2), two))).toEqual([2, 4]);
    process.kill(engine.pid as number, 'SIGKILL');
    while (engine.pid !== undefined) await delay(5);
    expect(values(await engine.run(times(3), two))).toEqual([3, 6]);
  });

  test('one signal stops all runs it was given to, and no other', async () => {
    engine = new Engine(options);
    await engine.run(times(1), two);
    const controller = new AbortController();
    const stopped = Array.from({ length: 5 }, () =>
      engine.run(longProgram(), { x: matrix }, controller.signal),
    );
    const other = engine.run(times(3), two);
    await delay(50);
    controller.abort(new Error('enough'));
    const outcomes = await Promise.allSettled(stopped);
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
    expect(values(await other)).toEqual([3, 6]);
  });

  test('a signal that is aborted late harms no other run', async () => {
    engine = new Engine(options);
    const controller = new AbortController();
    const first = engine.run(longProgram(), { x: matrix }, controller.signal);
    engine.stop();
    const [second, third] = [engine.run(times(2), two), engine.run(times(3), two)];
    controller.abort();
    await expect(first).rejects.toThrow(EngineStoppedError);
    expect([await second, await third].map(values)).toEqual([
      [2, 4],
      [3, 6],
    ]);
  });

  test('something that cannot be sent is an error, and the next run works', async () => {
    engine = new Engine(options);
    const odd = { ...two, note: (() => 0) as unknown as Tensors[string] };
    await expect(engine.run(times(2), odd)).rejects.toThrow(/could not be cloned/);
    expect(values(await engine.run(times(2), two))).toEqual([2, 4]);
  });

  test('stops a run at once when its signal is aborted; the others are still answered', async () => {
    engine = new Engine(options);
    await engine.run(times(1), two);
    const pid = engine.pid as number;
    const controller = new AbortController();
    const running = engine.run(longProgram(), { x: matrix }, controller.signal);
    const waiting = engine.run(times(3), two);
    const cancelled = engine.run(times(4), two, controller.signal);
    await delay(100);
    controller.abort(new Error('changed my mind'));
    await expect(running).rejects.toThrow('changed my mind');
    await expect(cancelled).rejects.toThrow('changed my mind');
    expect(values(await waiting)).toEqual([3, 6]);
    expect(isAlive(pid)).toBe(false);
    await expect(engine.run(times(3), two, controller.signal)).rejects.toThrow('changed my mind');
  });

  test('hands errors on with their names and keeps going', async () => {
    engine = new Engine(options);
    const wrong = engine.run(times(2), { x: float32([1, 2, 3], [3]) });
    await expect(wrong).rejects.toThrow(
      new EngineError('input x is float32[3] but should be float32[2]'),
    );
    await expect(engine.run(times(2), {})).rejects.toThrow('input x (float32[2]) was not given');
    await expect(engine.run(times(2), { ...two, z: two.x })).rejects.toThrow(
      'the program has no input z',
    );
    const absent = new Engine({ ...options, provider: 'cuda' });
    await expect(absent.run(times(2), two)).rejects.toThrow(/could not be loaded on cuda/);
    absent.stop();
    expect(values(await engine.run(times(2), two))).toEqual([2, 4]);
  });

  test('ends when it is told to stop', async () => {
    engine = new Engine(options);
    await engine.run(times(1), two);
    const pid = engine.pid as number;
    const running = engine.run(longProgram(), { x: matrix });
    engine.stop();
    await expect(running).rejects.toThrow('the engine was told to stop');
    await goneWithin(1000, pid);
  });

  test('does not outlive an owner that is killed, not even during a run', async () => {
    engine = new Engine(options);
    const owner = fork(fileURLToPath(new URL('./engine-owner.fixture.ts', import.meta.url)));
    const [pid] = (await once(owner, 'message')) as [number];
    await delay(200);
    owner.kill('SIGKILL');
    expect(isAlive(pid)).toBe(true);
    await goneWithin(3000, pid);
  });

  test('carries every type of tensor across, and large ones', async () => {
    engine = new Engine(options);
    const types = { a: 'int64', b: 'int32', c: 'float64', d: 'float32' } as const;
    const inputs = Object.entries(types).map(([name, dtype]) => input(name, { dtype, shape: [2] }));
    const doubled = Object.fromEntries(inputs.map((x) => [`${x.name}2`, add(x, x)]));
    const feeds: Tensors = {
      a: { dtype: 'int64', shape: [2], data: BigInt64Array.of(2n ** 60n, -1n) },
      b: { dtype: 'int32', shape: [2], data: Int32Array.of(2 ** 29, -1) },
      c: { dtype: 'float64', shape: [2], data: Float64Array.of(1e300, Math.PI) },
      d: float32([Number.NaN, -0], [2]),
    };
    const results = await engine.run(compile(doubled), feeds);
    expect(results['a2']?.data).toEqual(BigInt64Array.of(2n ** 61n, -2n));
    expect(results['b2']?.data).toEqual(Int32Array.of(2 ** 30, -2));
    expect(results['c2']?.data).toEqual(Float64Array.of(2e300, 2 * Math.PI));
    expect(results['d2']?.data).toEqual(Float32Array.of(Number.NaN, -0));
    const large = float32(new Float32Array(4_000_000).fill(1.5), [4_000_000]);
    const x = input('x', large);
    const { y } = await engine.run(compile({ y: add(x, x) }), { x: large });
    expect(float32Data(y as typeof large).every((value) => value === 3)).toBe(true);
  });
});
