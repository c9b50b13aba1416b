import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Problem } from '../../src/main/store/check.ts';
import { ProjectError } from '../../src/main/store/errors.ts';
import { openProject, openReadOnly } from '../../src/main/store/open.ts';
import type { WritableProject } from '../../src/main/store/writable-project.ts';
import { COPY, type Receipt } from './gestures.ts';

/** What a session said before it was cut short. */
export interface Testimony {
  readonly receipts: readonly Receipt[];
  /** Where the gesture that was under way would have led. */
  readonly announced?: number;
}

/** What became of a project whose session was cut short. */
export interface Verdict {
  readonly opened: boolean;
  /** `check` found nothing, in the project or any copy of it. */
  readonly clean: boolean;
  /** Gestures that were reported as saved and are not in the file. */
  readonly lost: number;
  /** Why, where something is wrong. */
  readonly detail?: string;
}

/** Reads the lines of `session.ts`; the last may be cut off. */
export function testimonyOf(lines: string): Testimony {
  const receipts: Receipt[] = [];
  let announced: number | undefined;
  for (const line of lines.split('\n').slice(0, -1)) {
    const said = JSON.parse(line) as { receipt?: Receipt; announced?: number };
    if (said.receipt) receipts.push(said.receipt);
    announced = said.announced;
  }
  return { receipts, ...(announced !== undefined && { announced }) };
}

/** Opens the file as the app would, and holds it against what was said. */
export function judge(file: string, testimony: Testimony): Verdict {
  if (!existsSync(file) && testimony.receipts.length === 0) {
    return { opened: true, clean: true, lost: 0 };
  }
  let project: WritableProject;
  try {
    project = openProject(file);
  } catch (error) {
    if (!(error instanceof ProjectError)) throw error;
    const lost = testimony.receipts.length;
    return { opened: false, clean: false, lost, detail: error.message };
  }
  try {
    const problems = [...project.check(), ...copiesBeside(file).flatMap(problemsOf)];
    const missing = testimony.receipts.filter((receipt) => !holds(project, receipt));
    const lastHead = testimony.receipts.at(-1)?.head;
    const stands = lastHead === undefined || [lastHead, testimony.announced].includes(project.head);
    return {
      opened: true,
      clean: problems.length === 0,
      lost: missing.length + (stands ? 0 : 1),
      ...(problems[0] && { detail: problems[0].message }),
      ...(missing[0] && { detail: `lost ${JSON.stringify(missing[0])}` }),
      ...(!stands && { detail: `stands on edit ${project.head}, not on ${lastHead}` }),
    };
  } finally {
    project.close();
  }
}

/** Every copy under its final name, whether it was reported or not. */
function copiesBeside(file: string): string[] {
  const names = readdirSync(dirname(file));
  const copies = names.filter((name) => name.startsWith(basename(file)) && name.endsWith(COPY));
  return copies.map((name) => join(dirname(file), name));
}

function problemsOf(copy: string): Problem[] {
  try {
    const project = openReadOnly(copy);
    try {
      return project.check();
    } finally {
      project.close();
    }
  } catch (error) {
    if (!(error instanceof ProjectError)) throw error;
    return [{ kind: 'refused', message: error.message, affects: [] }];
  }
}

function holds(project: WritableProject, { edit, iterate, blob, copy }: Receipt): boolean {
  if (copy && !existsSync(join(dirname(project.path), copy))) return false;
  if (edit && project.edits()[edit[0] - 1]?.label !== edit[1]) return false;
  if (iterate) {
    const [id, run, mark] = iterate;
    const kept = project.iterates(run).find((other) => other.id === id);
    if (kept?.measures['mark'] !== mark) return false;
  }
  return !blob || project.photos().some((photo) => photo.blob === blob);
}
