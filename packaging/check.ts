/**
 * Packs Penumbra around a stand-in for Electron, and looks at what would be shipped:
 * `npm run -s package:check` for this system, `-- --all` for every one, whose packages npm then fetches.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setup as build } from '../e2e/build.ts';
import { contentsOf } from './contents.ts';
import { fuseProblems } from './fuses.ts';
import { lockOf } from './main-packages.ts';
import { packAroundStandIn } from './pack.ts';
import { problemsOf } from './problems.ts';
import { isThis, nameOf, SYSTEMS, type System } from './system.ts';

const ROOT = join(import.meta.dirname, '..');
/** What is packed beside packages. */
const OWN = [
  'package.json',
  'package-lock.json',
  '.npmrc',
  'LICENSE',
  'out',
  'models',
  'resources',
  'packaging',
];
const MEBI = 2 ** 20;

const { values } = parseArgs({ options: { all: { type: 'boolean', default: false } } });
const systems = SYSTEMS.filter((system) => values.all || isThis(system));
if (systems.length === 0) {
  throw new Error(`Penumbra is not released for ${process.platform}-${process.arch}. Give --all.`);
}
await build();
const folder = mkdtempSync(join(tmpdir(), 'penumbra-package-'));
try {
  for (const system of systems) {
    const place = join(folder, nameOf(system));
    mkdirSync(place);
    const project = isThis(system) ? ROOT : projectFor(system, join(place, 'project'));
    const packed = await packAroundStandIn(project, place, system);
    const files = contentsOf(packed.resources);
    const problems = [
      ...problemsOf(files, system, lockOf(ROOT)),
      ...(await fuseProblems(packed.program)),
    ];
    for (const problem of problems) process.stderr.write(`${nameOf(system)}: ${problem}\n`);
    if (problems.length > 0) process.exitCode = 1;
    const size = files.reduce((total, { bytes }) => total + bytes, 0);
    const verdict = problems.length === 0 ? 'as it should be' : `${problems.length} problems`;
    process.stdout.write(
      `${nameOf(system)}: ${files.length} files, ${Math.round(size / MEBI)} MiB without Electron: ${verdict}\n`,
    );
    rmSync(place, { recursive: true });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The project with the packages that another system has. */
function projectFor({ platform, arch }: System, project: string): string {
  for (const name of OWN) cpSync(join(ROOT, name), join(project, name), { recursive: true });
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const options = ['--omit=dev', '--ignore-scripts', '--no-audit', '--prefer-offline'];
  execFileSync(npm, ['ci', ...options, `--os=${platform}`, `--cpu=${arch}`], {
    cwd: project,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  return project;
}
