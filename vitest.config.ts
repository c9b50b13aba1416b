import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'bench/**/*.test.ts', 'e2e/**/*.test.ts'],
    // Native addons live in one process each; a worker thread that dies takes the runner with it.
    pool: 'forks',
    testTimeout: 60_000,
  },
});
