import { defineConfig } from '@playwright/test';

/** Drives Electron itself, where its runtime and a display are. Part of no other check: most places lack both. */
export default defineConfig({
  testDir: '.',
  outputDir: '../../out/e2e-runtime',
  workers: 1,
  timeout: 300_000,
  expect: { timeout: 60_000 },
  reporter: [['list']],
});
