import type { DocumentRecord } from '../../document/records.ts';
import type { ReadableDatabase } from './database.ts';

/** A row of the project file that a record names. */
interface Reference {
  /** The record's field. */
  readonly field: string;
  readonly table: 'photo' | 'cluster' | 'iterate';
  readonly id: number;
}

function referencesOf(record: DocumentRecord): Reference[] {
  switch (record.kind) {
    case 'layer':
      return [{ field: 'photo', table: 'photo', id: record.photo }];
    case 'pick':
      return [
        { field: 'photo', table: 'photo', id: record.photo },
        ...record.clusters.map(
          ({ cluster }, i) =>
            ({ field: `clusters: ${i}: cluster`, table: 'cluster', id: cluster }) as const,
        ),
      ];
    case 'pin':
      return [
        { field: 'photo', table: 'photo', id: record.photo },
        { field: 'iterate', table: 'iterate', id: record.iterate },
      ];
    case 'rating':
      return [{ field: 'cluster', table: 'cluster', id: record.cluster }];
    case 'stroke':
    case 'parameter':
      return [];
  }
}

/** What a record names that is not in the project, in words. */
export function missingRow(db: ReadableDatabase, record: DocumentRecord): string | undefined {
  const missing = referencesOf(record).find(
    ({ table, id }) => !db.prepare(`SELECT 1 FROM ${table} WHERE id = ?`).get(id),
  );
  return missing && `${missing.field}: there is no ${missing.table} ${missing.id}`;
}
