import { join } from 'node:path';
import { _electron, expect } from '@playwright/test';
import { electronRuntime } from '../../src/main/start/electron-runtime.ts';
import { setup as build } from '../build.ts';
import { exploreSample, test } from './window.ts';

const ROOT = join(import.meta.dirname, '../..');

test.beforeAll(build);

test('what is built explores the sample in Electron', async ({ environment }) => {
  const runtime = electronRuntime();
  if ('problem' in runtime) throw new Error(`Electron cannot be started: ${runtime.problem}.`);
  const app = await _electron.launch({
    executablePath: runtime.program,
    args: [ROOT],
    env: environment,
  });
  try {
    const page = await app.firstWindow();
    await exploreSample(page);
    const given = await page.evaluate(() =>
      ['require', 'process'].filter((name) => name in globalThis),
    );
    expect(given).toEqual([]);
  } finally {
    await app.close();
  }
});
