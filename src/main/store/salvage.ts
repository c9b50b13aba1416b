import { rmSync } from 'node:fs';
import { blobs } from './blobs.ts';
import { checkRecords } from './check.ts';
import {
  createWritable,
  openReadable,
  type ReadableDatabase,
  type WritableDatabase,
} from './database.ts';
import { DamagedProjectError, ReadOnlyProjectError } from './errors.ts';
import { placeFile, realPath } from './files.ts';
import { formatOf } from './format.ts';
import { readHeader } from './header.ts';
import { History } from './history.ts';
import { WriterLock } from './lock.ts';
import { initialise, upgrade } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import type { Migration } from './migrations/migration.ts';
import { naming } from './naming.ts';
import { type ChunkNumbers, findChunks, salvageBlobs, salvageRemains } from './salvage-blobs.ts';
import { isHistory, salvageHistory } from './salvage-history.ts';
import { salvageRecords } from './salvage-records.ts';
import { type Findings, numbered } from './salvage-rows.ts';
import { copyDamaged, type Damaged, openDamaged } from './salvage-source.ts';
import { dangling, usedBlobs, usersOf } from './tables.ts';
import { verify } from './verify.ts';

/** What a salvage found. */
export type Salvage = Readonly<Findings>;

/**
 * Copies all that is whole of a damaged project into a new file. The damaged one is only read.
 *
 * The new file is a sound project of the newest format: what refers to something lost is left out, a
 * lost edit is replaced by one that changes nothing, and the document stands where it did, or on the
 * last edit.
 * @param steps every change of the format
 * @throws ProjectExistsError where the new name is taken; ProjectInUseError where the damaged project
 *   is open for editing; DamagedProjectError where nothing is whole
 */
export function salvage(
  from: string,
  to: string,
  steps: readonly Migration[] = migrations,
): Salvage {
  const source = realPath(from);
  const target = realPath(to);
  naming(source, () => readHeader(source));
  return naming(target, () => {
    const lock = WriterLock.acquire(target);
    try {
      return placeFile(target, (temporary) => {
        const copy = `${temporary}-damaged`;
        try {
          return salvageInto(temporary, source, copy, steps);
        } finally {
          for (const end of ['', '-journal', '-wal', '-shm']) rmSync(copy + end, { force: true });
        }
      });
    } finally {
      lock.release();
    }
  });
}

function salvageInto(
  path: string,
  source: string,
  copy: string,
  steps: readonly Migration[],
): Salvage {
  const damaged = quietly(source, () => {
    // What this fails of is told of the new file, which lies beside the copy.
    copyDamaged(source, copy);
    return naming(source, () => openDamaged(source, copy, steps));
  });
  try {
    const found = write(path, damaged, steps);
    if (found.rows + found.blobs === 0) {
      throw new DamagedProjectError(source, 'nothing in it is intact');
    }
    const written = openReadable(path);
    try {
      verify(written, formatOf(steps.length, steps));
      new History(written).document();
      found.lost.push(...checkRecords(written).map(({ message }) => message));
    } finally {
      written.close();
    }
    return found;
  } finally {
    damaged.db.close();
  }
}

/** Reads a file while nobody writes it; in a folder where nobody can, without a lock. */
function quietly<T>(path: string, work: () => T): T {
  let lock: WriterLock | undefined;
  try {
    lock = WriterLock.acquire(path);
  } catch (error) {
    if (!(error instanceof ReadOnlyProjectError)) throw error;
  }
  try {
    return work();
  } finally {
    lock?.release();
  }
}

/** Everything is written in its own format, whose seals tell what is whole; then brought up to date. */
function write(path: string, damaged: Damaged, steps: readonly Migration[]): Salvage {
  const sound = createWritable(path);
  try {
    const { version } = damaged.format;
    initialise(
      sound,
      steps.filter((step) => step.version <= version),
    );
    // References are put right after everything that is whole is there.
    sound.pragma('foreign_keys = OFF');
    const found = sound.transaction(() => copyAll(damaged, sound)).immediate();
    upgrade(sound, steps);
    const lost = sound.transaction(() => salvageRecords(sound)).immediate();
    return { ...found, lost: [...found.lost, ...lost] };
  } finally {
    sound.close();
  }
}

function copyAll({ db, format }: Damaged, sound: WritableDatabase): Salvage {
  const findings: Findings = { rows: 0, blobs: 0, lost: [] };
  const chunks = findChunks(db);
  salvageBlobs(db, sound, chunks, findings);
  salvageHistory(db, sound, format, findings);
  for (const table of format.tables) {
    if (isHistory(table)) continue;
    const copy = (id: number) => table.copy(db, sound, id) || undefined;
    for (const { id, found } of numbered(db, table.name, copy)) {
      if (found) findings.rows++;
      else findings.lost.push(`${table.name} ${id}`);
    }
  }
  findings.lost.push(...salvageUsed(db, sound, chunks), ...dropDangling(sound));
  return findings;
}

/** What refers to a blob that is not whole stays, and so does what there is of the blob. */
function salvageUsed(
  db: ReadableDatabase,
  sound: WritableDatabase,
  chunks: ChunkNumbers,
): string[] {
  const present = new Set(blobs(sound));
  const others = usedBlobs(sound).filter((id) => !present.has(id));
  return others.map((id) => {
    const remains = salvageRemains(db, sound, id, chunks.get(id) ?? []);
    const what = `the data of ${usersOf(sound, id).join(' and ')}`;
    return remains ? `${what}: damaged, and kept as it is` : what;
  });
}

/** Rows that refer to lost rows go too, and those that refer to them. */
function dropDangling(sound: WritableDatabase): string[] {
  const lost: string[] = [];
  for (let rows = dangling(sound); rows.length > 0; rows = dangling(sound)) {
    for (const { table, rowid, parent } of rows) {
      const { changes } = sound.prepare(`DELETE FROM ${table} WHERE id = ?`).run(rowid);
      if (changes > 0) lost.push(`${table} ${rowid}, which belongs to a lost ${parent}`);
    }
  }
  return lost;
}
