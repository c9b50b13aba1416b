import { Command } from 'commander';
import { checkFolder } from '../photo/write-photo.ts';
import type { Problem } from '../store/check.ts';
import type { Savings } from '../store/compact.ts';
import type { Edit } from '../store/edit-tree.ts';
import { ProjectError, ProjectMissingError } from '../store/errors.ts';
import { openProject } from '../store/open.ts';
import type { ReadableProject } from '../store/readable-project.ts';
import type { Outcome, Run } from '../store/runs.ts';
import { salvage } from '../store/salvage.ts';
import { openToRead } from './open-to-read.ts';
import { print, table } from './output.ts';
import { addReplay } from './replay.ts';

interface Output {
  readonly json?: boolean;
}

/** What to know of a run to compute it again. */
interface RunFacts extends Pick<Run, 'id' | 'provider' | 'app'> {
  readonly model: string;
  readonly sha256: string;
  readonly outcome: Outcome | null;
}

/** `penumbra project`: looks into a project file, and repairs what can be repaired. */
export function project(): Command {
  const group = new Command('project').description(
    'inspect, check, replay and repair a project file',
  );
  const command = (usage: string, description: string) =>
    group.command(usage).description(description).option('--json', 'print one JSON object');
  command('info <file>', 'show what the project holds').action(info);
  command('check <file>', 'read every byte and name what is damaged').action(check);
  command('history <file>', 'show the tree of edits').action(history);
  addReplay(group);
  command('compact <file>', 'say what would be freed; free it with --apply')
    .option('--apply', 'free it')
    .action(compact);
  command('salvage <file> <new>', 'copy everything intact into a new file').action(recover);
  return group;
}

function info(file: string, { json }: Output): void {
  const report = reading(file, (project) => ({
    ...project.summary(),
    head: project.head,
    photoNames: project.photos().map(({ name }) => name),
    runs: project.runs().map(factsOf),
  }));
  print(json, report, () =>
    [
      // Strokes and further pictures of a group are among them.
      `pictures: ${report.photos} (${report.photoNames.join(', ')})`,
      `edits: ${report.edits}, now at ${report.head}`,
      `runs: ${report.runs.length}, iterates: ${report.iterates}, clusters: ${report.clusters}`,
      `tuned adapters: ${report.adapters}, previews: ${report.previews}`,
      `size: ${megabytes(report.bytes)}, of which blobs: ${megabytes(report.blobs.bytes)}`,
      `format: ${report.format}`,
      ...(report.runs.length > 0 ? [runsTable(report.runs)] : []),
    ].join('\n'),
  );
}

function factsOf({ id, model, provider, app, end }: Run): RunFacts {
  // Of a run that goes on, or that a crash cut short, there is no outcome.
  const outcome = end?.outcome ?? null;
  return { id, model: model.id, sha256: model.sha256, provider, app, outcome };
}

function runsTable(runs: readonly RunFacts[]): string {
  return table(
    ['run', 'model', 'SHA-256', 'provider', 'Penumbra', 'outcome'],
    runs.map(({ id, model, sha256, provider, app, outcome }) => [
      ...[id, model, `${sha256.slice(0, 12)}…`, provider, app],
      outcome ?? 'not ended',
    ]),
  );
}

function check(file: string, { json }: Output): void {
  const problems = problemsOf(file);
  const report = { ok: problems.length === 0, problems };
  const [first] = problems;
  const isRefused = first?.kind === 'refused';
  // To people, why a file is refused is said once: as what failed.
  if (json || !isRefused) {
    print(json, report, () =>
      report.ok
        ? 'no damage found'
        : problems
            .map(({ message, affects }) => [message, ...affects].join('\n  affects '))
            .join('\n'),
    );
  }
  if (isRefused) throw new Error(first.message);
  if (first)
    throw new Error(
      `${file} is damaged in ${problems.length} place${problems.length > 1 ? 's' : ''}; the rest can be used`,
    );
}

function history(file: string, { json }: Output): void {
  const report = reading(file, (project) => ({ head: project.head, edits: project.edits() }));
  print(json, report, () =>
    table(
      ['', 'edit', 'after', 'time', 'what', 'name'],
      report.edits.map((edit) => [
        edit.id === report.head ? '*' : '',
        edit.id,
        edit.parent ?? '',
        timeOf(edit),
        edit.label,
        edit.name ?? '',
      ]),
    ),
  );
}

function compact(file: string, { json, apply = false }: Output & { apply?: boolean }): void {
  const savings = apply ? compactNow(file) : reading(file, (project) => project.savings());
  print(json, { ...savings, applied: apply }, () => {
    const what = `${megabytes(savings.bytes)}, unused blobs: ${savings.blobs}`;
    return apply ? `freed ${what}` : `would free ${what}; do it with --apply`;
  });
}

function compactNow(file: string): Savings {
  const project = openProject(file);
  try {
    const savings = project.savings();
    project.compact();
    return savings;
  } finally {
    project.close();
  }
}

function recover(file: string, target: string, { json }: Output): void {
  checkFolder(target);
  const report = salvage(file, target);
  print(json, report, () =>
    [
      `now in ${target}: rows ${report.rows}, blobs ${report.blobs}`,
      ...report.lost.map((what) => `lost: ${what}`),
    ].join('\n'),
  );
}

function problemsOf(file: string): readonly Problem[] {
  try {
    return reading(file, (project) => project.check());
  } catch (error) {
    if (!(error instanceof ProjectError) || error instanceof ProjectMissingError) throw error;
    return [{ kind: 'refused', message: error.message, affects: [] }];
  }
}

/** Opens a project for reading, and closes it. */
function reading<T>(file: string, work: (project: ReadableProject) => T): T {
  const project = openToRead(file);
  try {
    return work(project);
  } finally {
    project.close();
  }
}

function timeOf({ made }: Edit): string {
  // Swedes write it as it sorts; local, as the clock that a photographer looks at.
  return new Date(made).toLocaleString('sv-SE');
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
