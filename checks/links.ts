/** Checks the links of every Markdown page of the project: `npm run -s links`. Nothing is asked of the network. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { brokenLinks } from './link.ts';

const ROOT = join(import.meta.dirname, '..');

/** Pages that are kept, and those that are new and not ignored. */
const listed = execFileSync(
  'git',
  ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '*.md'],
  {
    cwd: ROOT,
    encoding: 'utf8',
  },
);
const pages = listed.split('\0').filter((page) => page !== '');
const broken = pages.flatMap((page) => brokenLinks(ROOT, page));
for (const problem of broken) process.stderr.write(`${problem}\n`);
if (broken.length > 0) process.exitCode = 1;
else process.stdout.write(`${pages.length} pages, every link leads somewhere\n`);
