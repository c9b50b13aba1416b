import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { WebBridge } from './web-bridge.ts';

/** Every connection that was tried. */
let tried: Socket[];

class Socket {
  onopen: () => void = () => undefined;
  onclose: () => void = () => undefined;

  constructor() {
    tried.push(this);
  }
}

beforeEach(() => {
  tried = [];
  vi.stubGlobal('WebSocket', Socket);
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Milliseconds from the end of the last connection to the next try. */
async function waited(): Promise<number> {
  const begin = Date.now();
  tried.at(-1)?.onclose();
  await vi.advanceTimersToNextTimerAsync();
  return Date.now() - begin;
}

it('tries a lost connection ever less often, until it is open again', async () => {
  new WebBridge('ws://127.0.0.1/rpc', () => undefined);
  const waits: number[] = [];
  for (let i = 0; i < 7; i++) waits.push(await waited());
  expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
  expect(tried).toHaveLength(8);
  tried.at(-1)?.onopen();
  expect(await waited()).toBe(500);
});
