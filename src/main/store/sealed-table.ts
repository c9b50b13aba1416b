import { hash } from 'node:crypto';
import type { Statement } from 'better-sqlite3';
import type { ReadableDatabase, WritableDatabase } from './database.ts';
import { DamagedProjectError } from './errors.ts';

/** What a column of a project's table may hold. */
export type Cell = string | number | null;

/** A row's columns by name, without `id` and `seal`. */
export type Cells = Readonly<Record<string, Cell>>;

/** A row together with the number it goes by. */
export type Numbered<Row> = Row & { readonly id: number };

type Sealed<Row> = Numbered<Row> & { readonly seal: string };

/**
 * A table whose every row carries a seal: the SHA-256 of its table, number and columns. SQLite does
 * not notice a flipped byte within a value; a stroke that moved or an edit that lost its parent
 * would pass as the photographer's own work.
 */
export class SealedTable<Row extends Cells = Cells> {
  readonly name: string;
  private readonly columns: readonly string[];
  private readonly prepared = new WeakMap<ReadableDatabase, Statement>();

  constructor(name: string, columns: readonly (keyof Row & string)[]) {
    this.name = name;
    this.columns = columns;
  }

  /** Adds a row under the next number, and returns that number. */
  insert(db: WritableDatabase, row: Row): number {
    const next = db.prepare(`SELECT coalesce(max(id), 0) + 1 FROM ${this.name}`).pluck();
    const id = next.get() as number;
    this.write(db, 'INSERT', { ...row, id });
    return id;
  }

  /** Writes a row under a given number that is free. */
  insertAs(db: WritableDatabase, row: Numbered<Row>): void {
    this.write(db, 'INSERT', row);
  }

  /** Writes a row under a given number, in place of the one that is there. */
  replace(db: WritableDatabase, row: Numbered<Row>): void {
    this.write(db, 'REPLACE', row);
  }

  private write(db: WritableDatabase, verb: 'INSERT' | 'REPLACE', row: Numbered<Row>): void {
    const cells = this.columns.map((column) => row[column] ?? null);
    const marks = this.columns.map(() => '?, ').join('');
    db.prepare(
      `${verb} INTO ${this.name} (id, ${this.columns.join(', ')}, seal) VALUES (?, ${marks}?)`,
    ).run(row.id, ...cells, this.seal(row));
  }

  /**
   * Reads rows in the order of their numbers, checking each.
   * @param where a condition with `?` for each parameter; `''` for all rows
   * @throws DamagedProjectError at the first row whose seal is broken
   */
  *rows(db: ReadableDatabase, where = '', ...parameters: Cell[]): Generator<Numbered<Row>> {
    const condition = where && ` WHERE ${where}`;
    const statement = db.prepare(`SELECT * FROM ${this.name}${condition} ORDER BY id`);
    for (const sealed of statement.iterate(...parameters)) {
      const row = this.opened(db, sealed as Sealed<Row>);
      if (row) yield row;
    }
  }

  /** The row of a number, or `undefined`. */
  row(db: ReadableDatabase, id: number): Numbered<Row> | undefined {
    const row = this.byId(db).get(id);
    return row === undefined ? undefined : this.opened(db, row as Sealed<Row>);
  }

  /**
   * Reads every row.
   * @throws DamagedProjectError at the first whose seal is broken
   */
  check(db: ReadableDatabase): void {
    for (const _ of this.rows(db));
  }

  /**
   * Copies the row of a number to another file, if it is there.
   * @throws DamagedProjectError where its seal is broken
   */
  copy(from: ReadableDatabase, to: WritableDatabase, id: number): boolean {
    const row = this.row(from, id);
    if (row) this.insertAs(to, row);
    return row !== undefined;
  }

  /** Copies every row to another file. @throws DamagedProjectError at the first broken seal */
  copyAll(from: ReadableDatabase, to: WritableDatabase): void {
    for (const row of this.rows(from)) this.insertAs(to, row);
  }

  /** Prepared once a file: a history looks up thousands of rows when it is opened. */
  private byId(db: ReadableDatabase): Statement {
    const known = this.prepared.get(db);
    if (known) return known;
    const statement = db.prepare(`SELECT * FROM ${this.name} WHERE id = ?`);
    this.prepared.set(db, statement);
    return statement;
  }

  /** Numbers of the rows whose seals are broken. */
  broken(db: ReadableDatabase): number[] {
    const rows = db.prepare(`SELECT * FROM ${this.name}`).all() as Sealed<Row>[];
    return rows
      .filter(({ seal, ...row }) => seal !== this.seal(row as unknown as Numbered<Row>))
      .map(({ id }) => id);
  }

  /** What becomes of who reads a row whose seal is broken. */
  protected refuse(db: ReadableDatabase, id: number): void {
    throw new DamagedProjectError(db.name, `${this.name} ${id} does not match its seal`);
  }

  private opened(db: ReadableDatabase, { seal, ...row }: Sealed<Row>): Numbered<Row> | undefined {
    const numbered = row as unknown as Numbered<Row>;
    if (seal === this.seal(numbered)) return numbered;
    this.refuse(db, row.id);
    return undefined;
  }

  private seal(row: Numbered<Row>): string {
    const cells = this.columns.map((column) => row[column] ?? null);
    return hash('sha256', JSON.stringify([this.name, row.id, ...cells]));
  }
}
