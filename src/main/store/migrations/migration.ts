import type { WritableDatabase } from '../database.ts';

/** One numbered change of the format. Never edited once it is released. */
export interface Migration {
  /** The `user_version` that the file has afterwards. */
  readonly version: number;
  /**
   * The sealed tables of this format with the columns that their seals cover, in order; each table
   * stands after those that it refers to.
   */
  readonly columns: Readonly<Record<string, readonly string[]>>;
  /**
   * Brings a file of the version before to this one. Rows that change are read through the tables of
   * the version before, which checks them, and written through those of this one, which seals them.
   */
  up(db: WritableDatabase): void;
}
