import { defineConfig } from '@playwright/test';
import { COMPILED } from '../../checks/compiled.ts';

Object.assign(process.env, COMPILED);

/** Drives the editor in a real browser, which comes with npm. */
export default defineConfig({
  testDir: '.',
  outputDir: '../../out/e2e',
  // The model takes all cores, and each test has a server and an engine of its own.
  workers: 1,
  timeout: 300_000,
  expect: { timeout: 60_000 },
  reporter: [['list']],
  // Without a graphics card, bars and dashes that move are painted by the cores that the model needs. The first
  // test of `editing` and of `accessibility` let them move.
  use: { contextOptions: { reducedMotion: 'reduce' } },
});
