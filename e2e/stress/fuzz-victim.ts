/**
 * Opens damaged projects in a process of its own, so that one that crashes or hangs it is known.
 * Usage: fuzz-victim.ts WHOLE; then each message is the path of a damaged copy, and each answer an
 * `Outcome`.
 */
import { existsSync, rmSync } from 'node:fs';
import { ProjectError } from '../../src/main/store/errors.ts';
import { openProject } from '../../src/main/store/open.ts';
import type { NewPhoto } from '../../src/main/store/photos.ts';
import { salvage } from '../../src/main/store/salvage.ts';
import type { WritableProject } from '../../src/main/store/writable-project.ts';
import { strokeOf } from './gestures.ts';
import { bytesOf, seeded } from './random.ts';
import { look, lookAt, type Sight, versionsIn } from './specimen.ts';

/** What became of a damaged file. `wrong`: it showed something that was never saved. */
export type Outcome =
  | { readonly kind: 'opened' | 'partial' | 'refused' }
  | { readonly kind: 'wrong' | 'crashed'; readonly detail: string };

const [whole = ''] = process.argv.slice(2);
const original = lookAt(whole);
const added = strokeOf(seeded(1));
const versions = versionsIn(whole).add(JSON.stringify(added));
const picture: NewPhoto = {
  ...{ name: 'new.png', media: 'image/png', width: 50, height: 40 },
  role: 'reference',
  bytes: bytesOf(seeded(2), 30_000),
};
/** Bytes of all that may be there, in base64. */
const known = new Map(original.data).set('photo 3', Buffer.from(picture.bytes).toString('base64'));

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
  for (const [name, row] of before.caches) {
    if (row !== original.caches.get(name)) throw new WrongError(`another row: ${name}`);
  }
  compareData(before.data);
  openAgain(file, before);
  if (before.problems === 0) return { kind: 'opened' };
  examineSalvage(file);
  return { kind: 'partial' };
}

interface Seen extends Sight {
  readonly problems: number;
  /** What was reported as saved. */
  readonly saved: { readonly edit: boolean; readonly photo: boolean };
}

/** Looks, checks that all damage is named, and that edits spoil nothing that was whole. */
function lookAndWrite(project: WritableProject): Seen {
  try {
    const before = look(project, readable);
    const problems = project.check();
    const damaged = [...before.data].filter(([, bytes]) => bytes === undefined);
    if (damaged.length > 0 && !problems.some(({ kind }) => kind === 'blob')) {
      throw new WrongError(`damage that check does not name: ${damaged[0]?.[0]}`);
    }
    const saved = {
      edit: unlessRefused(() => project.commit({ label: 'More', put: [added] })) !== undefined,
      photo: unlessRefused(() => project.addPhoto(picture)) !== undefined,
    };
    unlessRefused(() => project.compact());
    compareSight(before, look(project, readable), 'an edit');
    return { ...before, problems: problems.length, saved };
  } finally {
    project.close();
  }
}

/** What was whole, and what was reported as saved, is there when the file is opened again. */
function openAgain(file: string, before: Seen): void {
  const project = unlessRefused(() => openProject(file));
  if (!project) throw new WrongError('not opened again after an edit');
  try {
    const { saved } = before;
    const after = look(project, readable);
    compareSight(before, after, 'opening it again');
    if (saved.edit && !project.document().has(added.id)) throw new WrongError('lost edit');
    if (saved.photo && !after.data.get('photo 3')) throw new WrongError('lost photo');
  } finally {
    project.close();
  }
}

function compareSight(before: Sight, after: Sight, by: string): void {
  for (const [name, bytes] of before.data) {
    if (bytes !== undefined && bytes !== after.data.get(name)) {
      throw new WrongError(`${name} was lost by ${by}`);
    }
  }
}

/** What a salvage brings back was there before, and can be edited. */
function examineSalvage(file: string): void {
  const target = `${file}.salvaged.penumbra`;
  try {
    if (!unlessRefused(() => salvage(file, target))) return;
    const project = openProject(target);
    try {
      for (const record of project.document().values()) {
        const json = JSON.stringify(record);
        const isStandIn = record.kind === 'layer' && record.name === 'Lost layer';
        if (!versions.has(json) && !isStandIn) throw new WrongError('salvaged another record');
      }
      compareData(look(project, readable).data);
      const problem = project.check().find(({ kind }) => kind !== 'blob');
      if (problem) throw new WrongError(`salvaged, and ${problem.message}`);
      const records = [...project.document().values()];
      if (records.length > 0) project.commit({ label: 'Same', put: records });
    } finally {
      project.close();
    }
  } finally {
    if (existsSync(target)) rmSync(target);
  }
}

function compareData(data: Sight['data']): void {
  for (const [name, bytes] of data) {
    if (bytes !== undefined && bytes !== known.get(name))
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
