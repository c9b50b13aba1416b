import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/** What npm tells a script of where it was called. */
interface Npm {
  readonly npm_lifecycle_event?: string;
  readonly INIT_CWD?: string;
}

const entry = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));

/** What a program that fails prints on stderr, and its exit code. */
async function failureOf(program: string, options: readonly string[], npm: Npm = {}) {
  const env = { ...process.env, ...npm };
  const run = promisify(execFile)(process.execPath, [entry(program), ...options], { env });
  const { code, stderr } = await run.then(() => ({ code: 0, stderr: '' })).catch((error) => error);
  return { code, stderr };
}

test.each([
  [
    'browser.ts',
    '--folder',
    'no-such-folder',
    /no-such-folder.*does not exist; name an existing folder/,
  ],
  ['browser.ts', '--folder', 'package.json', /package.json.*is a file; name an existing folder/],
  ['browser.ts', '--port', 'eighty', /eighty.*A whole number from 0 is needed/],
  ['start.ts', '--port', '65536', /65536.*The highest port is 65535/],
  [
    'start.ts',
    '--folder',
    'no-such-folder',
    /no-such-folder.*does not exist; name an existing folder/,
  ],
])('%s %s %s fails in one sentence', async (program, option, value, problem) => {
  const { code, stderr } = await failureOf(program, [option, value]);
  expect(code).toBe(1);
  expect(stderr).toMatch(problem);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

test.each([
  ['browser.ts', ['--folder'], 'browser', /notes\.txt.*is a file/],
  ['start.ts', ['--folder'], 'start', /notes\.txt.*is a file/],
  ['cli.ts', ['project', 'info'], 'penumbra', /notes\.txt is not a Penumbra project/],
])('%s %s finds files from where npm was called', async (program, options, script, problem) => {
  const folder = mkdtempSync(join(tmpdir(), 'penumbra-called-'));
  try {
    writeFileSync(join(folder, 'notes.txt'), '');
    const npm = { npm_lifecycle_event: script, INIT_CWD: folder };
    const { stderr } = await failureOf(program, [...options, 'notes.txt'], npm);
    expect(stderr).toMatch(problem);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
