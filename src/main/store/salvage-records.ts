import type { DocumentRecord, Layer } from '../../document/records.ts';
import type { ReadableDatabase, WritableDatabase } from './database.ts';
import { edits } from './edit-tree.ts';
import { changes, recordIn } from './history.ts';
import { missingRow } from './references.ts';

/** Of each edit, what it makes of records; null where it takes them away. */
type ByEdit<T> = Map<number, Map<string, T | null>>;

/** Each edit, in its order, and the one that it stands on. */
type Parents = ReadonlyMap<number, number | null>;

/**
 * Makes records fit together again after rows were lost: takes out those that make no sense without
 * them, gives strokes that lost their layer another, and links the versions of each record around
 * those that are missing. Changes are numbered anew.
 * @returns what was lost, in words
 */
export function salvageRecords(sound: WritableDatabase): string[] {
  const parents: Parents = new Map([...edits.rows(sound)].map(({ id, parent }) => [id, parent]));
  const lost: string[] = [];
  const versions = readVersions(sound, parents, lost);
  giveLayers(sound, versions, parents, lost);
  write(sound, versions, parents);
  return lost;
}

/** Reads all changes but those that hold no record, or one that names a row that is not there. */
function readVersions(
  sound: ReadableDatabase,
  parents: Parents,
  lost: string[],
): ByEdit<DocumentRecord> {
  const versions: ByEdit<DocumentRecord> = new Map(
    [...parents.keys()].map((id) => [id, new Map()]),
  );
  for (const { id, edit, record, value } of changes.rows(sound)) {
    const read = value === null ? null : recordIn(record, value);
    const problem = read && ('problem' in read ? read.problem : missingRow(sound, read));
    if (typeof problem === 'string') lost.push(`change ${id}: ${problem}`);
    else versions.get(edit)?.set(record, read as DocumentRecord | null);
  }
  return versions;
}

/** Where strokes are drawn on a layer that is not there, puts a later version of it, or a stand-in. */
function giveLayers(
  sound: ReadableDatabase,
  versions: ByEdit<DocumentRecord>,
  parents: Parents,
  lost: string[],
): void {
  const records = [...versions.values()].flatMap((ofEdit) => [...ofEdit.values()]);
  const layers = new Map(
    records.flatMap((record) => (record?.kind === 'layer' ? [[record.id, record] as const] : [])),
  );
  const photo = firstPhoto(sound);
  for (const [edit, ofEdit] of versions) {
    for (const record of [...ofEdit.values()]) {
      if (record?.kind !== 'stroke' || after(versions, parents, edit, record.layer)) continue;
      const layer = layers.get(record.layer) ?? (photo && standIn(record.layer, photo));
      if (layer) {
        ofEdit.set(layer.id, layer);
        lost.push(`layer ${layer.id} of edit ${edit}: its strokes are on "${layer.name}"`);
      } else {
        ofEdit.delete(record.id);
        lost.push(`stroke ${record.id} of edit ${edit}, which belongs to a lost layer`);
      }
    }
  }
}

function standIn(id: string, photo: number): Layer {
  const look = { intent: 'colour', visible: true, opacity: 1, order: 0 } as const;
  return { kind: 'layer', id, photo, name: 'Lost layer', ...look };
}

/** The photo that is edited, as far as that is known. */
function firstPhoto(db: ReadableDatabase): number | undefined {
  const photo = db.prepare(`SELECT id FROM photo ORDER BY role <> 'original', id`).pluck();
  return photo.get() as number | undefined;
}

function write(sound: WritableDatabase, versions: ByEdit<DocumentRecord>, parents: Parents): void {
  const written: ByEdit<number> = new Map();
  sound.exec('DELETE FROM change');
  for (const [edit, parent] of parents) {
    const ofEdit = new Map<string, number | null>();
    for (const [record, version] of versions.get(edit) ?? []) {
      const previous = after(written, parents, parent, record);
      const value = version && JSON.stringify(version);
      const change = changes.insert(sound, { edit, record, value, previous });
      ofEdit.set(record, version && change);
    }
    written.set(edit, ofEdit);
  }
}

/** What a record is after an edit: what the last on the way there made of it, null for nothing. */
function after<T>(
  byEdit: ByEdit<T>,
  parents: Parents,
  edit: number | null,
  record: string,
): T | null {
  for (let at = edit; at !== null; at = parents.get(at) ?? null) {
    const found = byEdit.get(at)?.get(record);
    if (found !== undefined) return found;
  }
  return null;
}
