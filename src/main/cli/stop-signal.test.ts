import { once } from 'node:events';
import { expect, test } from 'vitest';
import { stopSignal } from './stop-signal.ts';

test.skipIf(process.platform === 'win32').each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s stops with what is left (Windows sends no such signals)',
  async (name) => {
    const signal = stopSignal('stopped; the half is there');
    const aborted = once(signal, 'abort');
    process.kill(process.pid, name);
    await aborted;
    expect(signal.reason).toEqual(new Error('stopped; the half is there'));
  },
);
