/**
 * Opens damaged projects in a process of its own, so that one that crashes or hangs it is known.
 * Usage: fuzz-victim.ts WHOLE; then each message is the path of a damaged copy, and each answer an
 * `Outcome`.
 */
import { existsSync, rmSync } from 'node:fs';
import { ProjectError } from '../../src/main/store/errors.ts';
import { openProject } from '../../src/main/store/open.ts';
import { salvage } from '../../src/main/store/salvage.ts';
import type { WritableProject } from '../../src/main/store/writable-project.ts';
import { strokeOf } from './gestures.ts';
import { seeded } from './random.ts';
import { look, lookAt, type Sight, versionsIn } from './specimen.ts';

/** What became of a damaged file. `wrong`: it showed something that was never saved. */
export type Outcome =
  | { readonly kind: 'opened' | 'partial' | 'refused' }
  | { readonly kind: 'wrong' | 'crashed'; readonly detail: string };

const [whole = ''] = process.argv.slice(2);
const original = lookAt(whole);
const added = strokeOf(seeded(1));
const versions = versionsIn(whole).add(JSON.stringify(added));

process.on('message', (file: string) => {
  process.send?.(outcomeOf(file));
});

function outcomeOf(file: string): Outcome {
  try {
    return examine(file);
  } catch (error) {
    if (error instanceof WrongError) return { kind: 'wrong', detail: error.message };
    return {
      kind: 'crashed',
      detail: error instanceof Error ? String(error.stack) : String(error),
    };
  }
}

class WrongError extends Error {}

function examine(file: string): Outcome {
  const project = unlessRefused(() => openProject(file));
  if (!project) {
    examineSalvage(file);
    return { kind: 'refused' };
  }
  const before = lookAndWrite(project);
  if (before.document !== original.document) throw new WrongError('another document');
  if (before.rows !== original.rows) throw new WrongError('other rows');
  compareData(before.data);
  if (before.problems === 0) return { kind: 'opened' };
  examineSalvage(file);
  return { kind: 'partial' };
}

/** Looks, checks that all damage is named, and that an edit spoils nothing that was whole. */
function lookAndWrite(project: WritableProject): Sight & { problems: number } {
  try {
    const before = look(project, readable);
    const problems = project.check();
    const damaged = [...before.data].filter(([, bytes]) => bytes === undefined);
    if (damaged.length > 0 && !problems.some(({ kind }) => kind === 'blob')) {
      throw new WrongError(`damage that check does not name: ${damaged[0]?.[0]}`);
    }
    unlessRefused(() => project.commit({ label: 'More', put: [added] }));
    const after = look(project, readable).data;
    for (const [name, bytes] of before.data) {
      if (bytes !== undefined && bytes !== after.get(name)) {
        throw new WrongError(`${name} was lost by an edit`);
      }
    }
    return { ...before, problems: problems.length };
  } finally {
    project.close();
  }
}

/** What a salvage brings back was there before. */
function examineSalvage(file: string): void {
  const target = `${file}.salvaged.penumbra`;
  try {
    if (!unlessRefused(() => salvage(file, target))) return;
    const project = openProject(target);
    try {
      for (const record of project.document().values()) {
        const json = JSON.stringify(record);
        if (!versions.has(json)) throw new WrongError('salvaged another record');
      }
      compareData(look(project, readable).data);
    } finally {
      project.close();
    }
  } finally {
    if (existsSync(target)) rmSync(target);
  }
}

function compareData(data: Sight['data']): void {
  for (const [name, bytes] of data) {
    if (bytes !== undefined && bytes !== original.data.get(name))
      throw new WrongError(`other bytes: ${name}`);
  }
}

function readable(bytes: () => Uint8Array): Uint8Array | undefined {
  return unlessRefused(bytes);
}

/** `undefined` where the store says, by one of its named errors, that it cannot. */
function unlessRefused<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof ProjectError) return undefined;
    throw error;
  }
}
