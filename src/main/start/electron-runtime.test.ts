import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { electronRuntime } from './electron-runtime.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'penumbra-runtime-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ['linux', 'electron'],
  ['win32', 'electron.exe'],
  ['darwin', 'Electron.app/Contents/MacOS/Electron'],
] as const)('the runtime of %s is found in the folder it is said to be in', (platform, name) => {
  const program = join(folder, name);
  mkdirSync(dirname(program), { recursive: true });
  writeFileSync(program, '');
  expect(electronRuntime({ ELECTRON_OVERRIDE_DIST_PATH: folder }, platform)).toEqual({ program });
  expect(electronRuntime({ ELECTRON_EXEC_PATH: program }, platform)).toEqual({ program });
});

test('a runtime that is not where it is said to be is named', () => {
  const program = join(folder, 'electron');
  expect(electronRuntime({ ELECTRON_EXEC_PATH: program }, 'linux')).toEqual({
    problem: `ELECTRON_EXEC_PATH points to ${program}, which does not exist`,
  });
  expect(electronRuntime({ ELECTRON_OVERRIDE_DIST_PATH: folder }, 'linux')).toEqual({
    problem: `ELECTRON_OVERRIDE_DIST_PATH points to ${program}, which does not exist`,
  });
});
