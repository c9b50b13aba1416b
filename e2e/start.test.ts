import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const START = join(import.meta.dirname, '../src/main/start.ts');

let folder: string;
let child: ChildProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'penumbra-start-'));
});
afterEach(() => {
  child?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Starts the editor with a display or without, and Electron where it is said to be. */
function start(options: readonly string[], display: string, electron: string) {
  const { WAYLAND_DISPLAY: _, ELECTRON_OVERRIDE_DIST_PATH: __, ...environment } = process.env;
  const env = { DISPLAY: display, ELECTRON_EXEC_PATH: electron, XDG_DATA_HOME: folder };
  const started = spawn(process.execPath, [START, ...options], { env: { ...environment, ...env } });
  child = started;
  const said = { stdout: '', stderr: '' };
  started.stdout.on('data', (text) => {
    said.stdout += text;
  });
  started.stderr.on('data', (text) => {
    said.stderr += text;
  });
  return { started, said };
}

async function served({ started, said }: ReturnType<typeof start>): Promise<void> {
  await expect.poll(() => said.stdout, { timeout: 20_000 }).toMatch(/\n$/);
  const [line = '', ...others] = said.stdout.trimEnd().split('\n');
  expect(others).toEqual([]);
  expect(line).toMatch(/^Penumbra is at http:\/\/127\.0\.0\.1:\d+\/\?token=\S+$/);
  const response = await fetch(line.replace('Penumbra is at ', ''), { redirect: 'manual' });
  expect(response.status).toBe(303);
  started.kill('SIGTERM');
  expect(await once(started, 'exit')).toEqual([0, null]);
}

test.runIf(process.platform === 'linux')(
  'without a display the browser host is served, with its address in one line',
  async () => {
    const run = start(['--no-open'], '', '');
    await served(run);
    expect(run.said.stderr).toBe(
      'Penumbra opens in a browser, not in Electron: there is no display.\n',
    );
  },
);

test('so it is where Electron is not there, or does not start', async () => {
  const missing = start(['--no-open'], ':99', join(folder, 'electron'));
  await served(missing);
  expect(missing.said.stderr).toContain(
    `points to ${join(folder, 'electron')}, which does not exist`,
  );
  const broken = start(['--no-open'], ':99', script('exit 127'));
  await served(broken);
  expect(broken.said.stderr).toContain('it did not start (it ended with 127)');
});

test('else Electron is opened on the app and the files that are named', async () => {
  const { started, said } = start(['vase.png'], ':99', script('echo "$@"'));
  expect(await once(started, 'close')).toEqual([0, null]);
  const root = join(import.meta.dirname, '..');
  expect(said).toEqual({ stdout: `${root} ${join(process.cwd(), 'vase.png')}\n`, stderr: '' });
  const { main } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  expect(readFileSync(join(root, main), 'utf8')).toContain('electron');
});

/** A program that stands in for Electron's. */
function script(command: string): string {
  const path = join(folder, 'electron-stand-in');
  writeFileSync(path, `#!/bin/sh\n${command}\n`);
  chmodSync(path, 0o755);
  return path;
}
