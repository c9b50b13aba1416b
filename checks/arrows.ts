/** Checks which part of `src` imports which: `npm run -s arrows`. Tests and their fixtures may import anything. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { refusal } from './arrow.ts';
import { importsOf } from './imports.ts';

const ROOT = join(import.meta.dirname, '..');

const listed = execFileSync(
  'git',
  ['ls-files', '-z', '--cached', '--others', '--exclude-standard', 'src'],
  {
    cwd: ROOT,
    encoding: 'utf8',
  },
);
const files = listed.split('\0').filter((file) => /(?<!\.test|fixture)\.tsx?$/.test(file));
const refused = files.flatMap((file) =>
  importsOf(file, readFileSync(join(ROOT, file), 'utf8'))
    .map((specifier) => refusal(file, specifier))
    .filter((problem) => problem !== undefined)
    .map((problem) => `${file} ${problem}`),
);
for (const problem of refused) process.stderr.write(`${problem}\n`);
if (refused.length > 0) process.exitCode = 1;
else process.stdout.write(`${files.length} files import along the arrows\n`);
