import { defineConfig } from 'vitest/config';
import { COMPILED } from './checks/compiled.ts';

// Native addons live in one process each; a worker thread that dies takes the runner with it.
const common = { pool: 'forks', testTimeout: 60_000, env: COMPILED } as const;

export default defineConfig({
  test: {
    projects: [
      { test: { ...common, name: 'unit', include: ['{src,bench,packaging,checks}/**/*.test.ts'] } },
      {
        test: {
          ...common,
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          globalSetup: './e2e/build.ts',
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
