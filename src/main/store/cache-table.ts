import type { WritableDatabase } from './database.ts';
import { type Cell, type Cells, type Numbered, SealedTable } from './sealed-table.ts';

const CACHES: readonly string[] = ['setting', 'encoded_prompt', 'preview'];

/** Damage of single rows of these tables, in SQLite's words; all else of theirs is damage of pages. */
const OF_ROWS = new RegExp(
  `^(row \\d+ missing from|non-unique entry in|wrong # of entries in|rowid not at end-of-record for row \\d+ of) index (sqlite_autoindex_)?(${CACHES.join('|')})_` +
    `|^NULL value in (${CACHES.join('|')})\\.`,
);

/**
 * A table whose rows can be made again, and give way to newer ones. One that does not match its seal
 * counts as one that is not there, and costs nothing else.
 */
export class CacheTable<Row extends Cells = Cells> extends SealedTable<Row> {
  /** Writes a row in the place of the one that a condition finds, or as a new one. */
  put(db: WritableDatabase, row: Row, where: string, ...parameters: Cell[]): Numbered<Row> {
    const [known] = this.rows(db, where, ...parameters);
    if (!known) return { id: this.insert(db, row), ...row };
    const replacing = { id: known.id, ...row };
    this.replace(db, replacing);
    return replacing;
  }

  /** Writes the table anew without the rows that are damaged. */
  mend(db: WritableDatabase): void {
    const whole = [...this.rows(db)];
    db.exec(`DELETE FROM ${this.name}`);
    for (const row of whole) this.insertAs(db, row);
  }

  protected override refuse(): void {
    // It is as good as none.
  }
}

/** Whether rows of a table can be made again. */
export function isCache(name: string): boolean {
  return CACHES.includes(name);
}

/** Whether damage that SQLite names is that of single rows which can be made again. */
export function isOfCache(damage: string): boolean {
  return OF_ROWS.test(damage);
}
