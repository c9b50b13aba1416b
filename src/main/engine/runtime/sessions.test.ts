import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { add, expand, mul } from '../graph/ops/index.ts';
import { constant, GraphError, input } from '../graph/value.ts';
import { Parameters } from '../nn/parameters.ts';
import { openSafetensors } from '../weights/safetensors.ts';
import { writeSafetensors } from '../weights/write-safetensors.ts';
import { compile } from './program.ts';
import { Session } from './session.ts';
import { Sessions } from './sessions.ts';
import { EngineError, float32, float32Data } from './tensor.ts';

const WIDTH = 50_000;
const x = float32(new Float32Array(WIDTH).fill(1), [WIDTH]);

/** A program of some 200 kB that multiplies by `k`. */
const times = (k: number) =>
  compile({ y: mul(input('x', x), constant(new Float32Array(WIDTH).fill(k))) });

let sessions: Sessions;
afterEach(() => sessions.release());
const open = (memoryBudgetBytes: number) =>
  new Sessions({ provider: 'cpu', threads: 1, memoryBudgetBytes });

describe('sessions', () => {
  test('of programs that run once are freed after it', async () => {
    sessions = open(10_000_000);
    const program = { ...times(2), isKept: false };
    const { y } = await sessions.run(program, { x });
    expect(y?.data[0]).toBe(2);
    expect(sessions.bytesInUse).toBe(0);
    await expect(sessions.run(program, {})).rejects.toThrow('input x');
    expect(sessions.bytesInUse).toBe(0);
  });

  test('say in words that there is too little memory, and go on', async () => {
    sessions = open(10_000_000);
    const one = input('one', { dtype: 'float32', shape: [1, 1] });
    const feeds = { one: float32([1], [1, 1]) };
    const huge = compile({ y: expand(one, [2 ** 20, 2 ** 22]) });
    await expect(sessions.run(huge, feeds)).rejects.toThrow(
      'the run failed: there is not enough memory',
    );
    const { y } = await sessions.run(compile({ y: expand(one, [2, 2]) }), feeds);
    expect(y?.data).toEqual(Float32Array.of(1, 1, 1, 1));
  });

  test('are kept by what they compute, and all freed on release', async () => {
    sessions = open(10_000_000);
    await sessions.run(times(2), { x });
    const one = sessions.bytesInUse;
    expect(one).toBeGreaterThan(4 * WIDTH);
    await sessions.run(times(2), { x });
    expect(sessions.bytesInUse).toBe(one);
    await sessions.run(times(3), { x });
    expect(sessions.bytesInUse).toBe(2 * one);
    await sessions.release();
    expect(sessions.bytesInUse).toBe(0);
  });

  test('are freed, the longest unused first, to stay within the budget', async () => {
    sessions = open(500_000);
    const order = [2, 3, 2, 4, 2, 3];
    for (const k of order) {
      const { y } = await sessions.run(times(k), { x });
      expect(y && float32Data(y)[0]).toBe(k);
      expect(sessions.bytesInUse).toBeLessThanOrEqual(500_000);
    }
  });

  test('larger than the budget still run, alone', async () => {
    sessions = open(1000);
    for (const k of [2, 3]) {
      const { y } = await sessions.run(times(k), { x });
      expect(y && float32Data(y)[0]).toBe(k);
    }
  });

  test('asked for at the same time wait for each other', async () => {
    sessions = open(250_000);
    const results = await Promise.all([2, 3, 2, 3].map((k) => sessions.run(times(k), { x })));
    expect(results.map(({ y }) => y && float32Data(y)[0])).toEqual([2, 3, 2, 3]);
  });

  test('heed a signal before they start', async () => {
    sessions = open(1000);
    const aborted = AbortSignal.abort(new Error('no more'));
    await expect(sessions.run(times(2), { x }, aborted)).rejects.toThrow('no more');
    expect(sessions.bytesInUse).toBe(0);
  });
});

describe('a session', () => {
  test('writes its outputs into tensors that are given', async () => {
    const session = await Session.open(times(2), { provider: 'cpu', threads: 1 });
    const y = float32(new Float32Array(WIDTH), [WIDTH]);
    const results = await session.run({ x }, { y });
    expect(results['y']).toBe(y);
    expect(float32Data(y).every((value) => value === 2)).toBe(true);
    await expect(session.run({ x }, { z: y })).rejects.toThrow('the program has no output z');
    const short = float32([1], [1]);
    await expect(session.run({ x }, { y: short })).rejects.toThrow(
      'output y is float32[1] but should be float32[50000]',
    );
    await session.release();
  });
});

describe('programs', () => {
  test('of the same graph have the same key, of others another', () => {
    expect(times(2).key).toBe(times(2).key);
    expect(times(2).key).not.toBe(times(3).key);
  });

  test('without weights take their parameters as inputs', () => {
    sessions = open(1000);
    const w = new Parameters().get('layer.weight', [6], { axis: 0, start: 2, end: 4 });
    expect(compile({ y: add(w, w) }).inputs).toEqual({
      'layer.weight[2:4]': { dtype: 'float32', shape: [2] },
    });
  });

  test('read weights through a link, and notice when the file has changed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'penumbra-program-'));
    mkdirSync(join(folder, 'blobs'));
    const [path, link] = [join(folder, 'blobs/w.safetensors'), join(folder, 'link.safetensors')];
    const write = (value: number) => {
      const bytes = new Uint8Array(Float32Array.of(value, value).buffer);
      writeSafetensors(path, new Map([['w', { type: 'F32', shape: [2], bytes }]]));
    };
    write(3);
    symlinkSync(path, link);
    sessions = open(1000);
    const weights = new Parameters();
    const named = { w: input('w', { dtype: 'float32', shape: [2] }) };
    const y = add(weights.get('w', [2]), named.w);
    const program = compile({ y }, { file: openSafetensors(link), parameters: weights });
    const results = await sessions.run(program, { w: float32([1, 2], [2]) });
    // The input of the weight's name is another thing than the weight.
    expect(results['y'] && [...float32Data(results['y'])]).toEqual([4, 5]);
    await sessions.release();
    write(5);
    await expect(sessions.run(program, { w: float32([1, 2], [2]) })).rejects.toThrow(
      `${realpathSync(path)} has changed since it was opened. Open it again.`,
    );
    rmSync(folder, { recursive: true });
  });

  test('count each of their weights once', () => {
    const weights = new Parameters();
    const whole = weights.get('w', [4, 2]);
    const row = weights.get('w', [4, 2], { axis: 0, start: 0, end: 1 });
    const folder = mkdtempSync(join(tmpdir(), 'penumbra-program-'));
    const path = join(folder, 'w.safetensors');
    writeSafetensors(
      path,
      new Map([['w', { type: 'F32', shape: [4, 2], bytes: new Uint8Array(32) }]]),
    );
    const program = compile(
      { y: add(whole, row) },
      { file: openSafetensors(path), parameters: weights },
    );
    expect(program.weightBytes).toBe(32);
    rmSync(folder, { recursive: true });
  });

  test('refuse two things of one name', () => {
    const named = (name: string) => input(name, { dtype: 'float32', shape: [1] });
    expect(() => compile({ y: add(named('a'), named('a')) })).toThrow(
      new GraphError('two inputs are named a'),
    );
    expect(() => compile({ y: named('%0') })).toThrow('cannot be named %0: % is reserved');
    expect(() => compile({ a: add(named('a'), named('b')) })).toThrow(
      new GraphError('an input and an output are both named a'),
    );
  });

  test('give one value under several names, and inputs as they are', async () => {
    sessions = open(1000);
    const a = input('a', { dtype: 'float32', shape: [2] });
    const double = add(a, a);
    const results = await sessions.run(compile({ double, again: double, same: a }), {
      a: float32([1, 2], [2]),
    });
    expect(Object.entries(results).map(([name, y]) => [name, ...float32Data(y)])).toEqual([
      ['double', 2, 4],
      ['again', 2, 4],
      ['same', 1, 2],
    ]);
  });

  test('a tensor of the wrong length or kind of array is refused', async () => {
    sessions = open(1000);
    expect(() => float32([1, 2, 3], [2])).toThrow(
      new EngineError('3 values do not fill float32[2]'),
    );
    const a = { dtype: 'float32', shape: [WIDTH], data: new Float64Array(WIDTH) } as const;
    await expect(sessions.run(times(2), { x: a })).rejects.toThrow(
      'input x holds 50000 values in a Float64Array, which is no float32[50000]',
    );
  });
});
