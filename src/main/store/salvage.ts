import { blobs } from './blobs.ts';
import {
  openReadable,
  openWritable,
  type ReadableDatabase,
  type WritableDatabase,
} from './database.ts';
import { DamagedProjectError, naming } from './errors.ts';
import { placeFile, realPath } from './files.ts';
import { readVersion } from './header.ts';
import { WriterLock } from './lock.ts';
import { FORMAT, initialise } from './migrate.ts';
import { salvageBlobs } from './salvage-blobs.ts';
import { isHistory, salvageHistory } from './salvage-history.ts';
import { type Findings, numbered } from './salvage-rows.ts';
import { dangling, tables, usedBlobs, usersOf } from './tables.ts';

/** What a salvage found. */
export type Salvage = Readonly<Findings>;

/**
 * Copies all that is whole of a damaged project into a new file. The damaged one is only read.
 *
 * The new file is a sound project: what refers to something lost is left out, a lost edit is
 * replaced by one that changes nothing, and the document stands where it did, or on the last edit.
 * @throws ProjectExistsError where the new name is taken; DamagedProjectError where nothing is whole
 */
export function salvage(from: string, to: string): Salvage {
  const source = realPath(from);
  const target = realPath(to);
  readVersion(source, FORMAT);
  const damaged = naming(source, () => openReadable(source));
  try {
    return naming(target, () => copyInto(target, damaged));
  } finally {
    damaged.close();
  }
}

function copyInto(target: string, damaged: ReadableDatabase): Salvage {
  const lock = WriterLock.acquire(target);
  try {
    return placeFile(target, (temporary) => {
      const sound = openWritable(temporary);
      try {
        initialise(sound);
        // References are put right after everything that is whole is there.
        sound.pragma('foreign_keys = OFF');
        return sound.transaction(() => copyAll(damaged, sound)).immediate();
      } finally {
        sound.close();
      }
    });
  } finally {
    lock.release();
  }
}

function copyAll(damaged: ReadableDatabase, sound: WritableDatabase): Salvage {
  const findings: Findings = { rows: 0, blobs: 0, lost: [] };
  salvageBlobs(damaged, sound, findings);
  salvageHistory(damaged, sound, findings);
  for (const table of tables) {
    if (isHistory(table)) continue;
    const copy = (id: number) => table.copy(damaged, sound, id) || undefined;
    for (const { id, found } of numbered(damaged, table.name, copy)) {
      if (found) findings.rows++;
      else findings.lost.push(`${table.name} ${id}`);
    }
  }
  if (findings.rows + findings.blobs === 0) {
    throw new DamagedProjectError(damaged.name, 'nothing in it is whole');
  }
  findings.lost.push(...markMissingBlobs(sound), ...dropDangling(sound));
  return findings;
}

/** What refers to a lost blob stays, and the blob is one that cannot be read. */
function markMissingBlobs(sound: WritableDatabase): string[] {
  const present = new Set(blobs(sound));
  const missing = usedBlobs(sound).filter((id) => !present.has(id));
  for (const id of missing) sound.prepare('INSERT INTO blob VALUES (?, 0)').run(id);
  return missing.map((id) => `the data of ${usersOf(sound, id).join(' and ')}`);
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
