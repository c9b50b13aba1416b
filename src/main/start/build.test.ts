import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isBuildStale } from './build.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'penumbra-build-'));
  for (const source of ['src/main/index.ts', 'electron.vite.config.ts', 'package-lock.json']) {
    put(source, 100);
  }
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, seconds: number): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '');
  utimesSync(file, seconds, seconds);
}

test('what was never built, or is older than a source, has to be built', () => {
  expect(isBuildStale(root)).toBe(true);
  put('out/renderer/index.html', 200);
  expect(isBuildStale(root)).toBe(false);
  put('src/renderer/panels/dock.tsx', 300);
  expect(isBuildStale(root)).toBe(true);
  put('out/renderer/index.html', 400);
  put('src/renderer/panels/dock.test.ts', 500);
  expect(isBuildStale(root)).toBe(false);
  put('electron.vite.config.ts', 500);
  expect(isBuildStale(root)).toBe(true);
});
