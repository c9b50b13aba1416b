import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const entry = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));

/** What a program that fails prints on stderr, and its exit code. */
async function failureOf(program: string, ...options: readonly string[]) {
  const run = promisify(execFile)(process.execPath, [entry(program), ...options]);
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
  const { code, stderr } = await failureOf(program, option, value);
  expect(code).toBe(1);
  expect(stderr).toMatch(problem);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});
