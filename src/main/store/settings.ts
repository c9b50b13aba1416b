import type { Json } from '../../document/records.ts';
import { CacheTable } from './cache-table.ts';
import type { ReadableDatabase, WritableDatabase } from './database.ts';
import { columns } from './migrations/index.ts';

type SettingRow = { readonly name: string; readonly value: string };

const settings = new CacheTable<SettingRow>('setting', columns.setting);

/** Remembers how the project was last seen (its view, and the plane that each run is drawn in): no part of the history. */
export function setSetting(db: WritableDatabase, name: string, value: Json): void {
  settings.put(db, { name, value: JSON.stringify(value) }, 'name = ?', name);
}

/** `undefined` where it was never set. */
export function settingOf(db: ReadableDatabase, name: string): Json | undefined {
  const [row] = settings.rows(db, 'name = ?', name);
  return row && (JSON.parse(row.value) as Json);
}
