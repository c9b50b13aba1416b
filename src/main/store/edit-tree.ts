import type { ReadableDatabase, WritableDatabase } from './database.ts';
import { DamagedProjectError, ProjectError } from './errors.ts';
import { columns } from './migrations/index.ts';
import { SealedTable } from './sealed-table.ts';

type EditRow = { readonly parent: number | null; readonly label: string; readonly made: number };
type NameRow = { readonly edit: number; readonly name: string | null; readonly named: number };

export const edits = new SealedTable<EditRow>('edit', columns.edit);
const editNames = new SealedTable<NameRow>('edit_name', columns.edit_name);

/** The edit that every history starts from: the empty document. */
export const ROOT = 1;

/** One step of the history. */
export interface Edit {
  readonly id: number;
  /** The edit it was made upon; null for the first. */
  readonly parent: number | null;
  /** What was done, in a few words. */
  readonly label: string;
  /** When, in milliseconds since 1970. */
  readonly made: number;
  /** What the photographer calls this state, if anything. */
  readonly name: string | null;
}

/** Every edit of every branch, in memory. */
export class EditTree {
  private readonly db: ReadableDatabase;
  private readonly byId = new Map<number, Edit>();

  /** @throws DamagedProjectError where a row is damaged or does not fit the others */
  constructor(db: ReadableDatabase) {
    this.db = db;
    const names = new Map([...editNames.rows(db)].map(({ edit, name }) => [edit, name]));
    for (const { id, parent, label, made } of edits.rows(db)) {
      if (parent !== null && !this.has(parent)) {
        throw new DamagedProjectError(
          db.name,
          `edit ${id} stands on edit ${parent}, which is missing`,
        );
      }
      this.byId.set(id, { id, parent, label, made, name: names.get(id) ?? null });
    }
  }

  /** In the order they were made. */
  all(): Edit[] {
    return [...this.byId.values()];
  }

  has(id: number): boolean {
    return this.byId.has(id);
  }

  /** @throws ProjectError where there is no such edit */
  edit(id: number): Edit {
    const edit = this.byId.get(id);
    if (edit) return edit;
    throw new ProjectError(
      this.db.name,
      `has no edit ${id}: they run from ${ROOT} to ${this.byId.size}.`,
    );
  }

  /** An edit and those it stands on, back to the first. */
  ancestors(id: number): Edit[] {
    const path: Edit[] = [];
    for (let next: number | null = id; next !== null; ) {
      const edit = this.edit(next);
      path.push(edit);
      next = edit.parent;
    }
    return path;
  }

  /**
   * The way from one edit to another: those to take back until the two branches meet, and those to do
   * from there, each in its order.
   */
  way(from: number, to: number): { readonly back: Edit[]; readonly forward: Edit[] } {
    const down = this.ancestors(from);
    const up = this.ancestors(to);
    const targets = new Set(up);
    const shared = new Set(down);
    const meeting = down.findIndex((edit) => targets.has(edit));
    return {
      back: down.slice(0, meeting),
      forward: up.filter((edit) => !shared.has(edit)).reverse(),
    };
  }

  add(db: WritableDatabase, parent: number, label: string): Edit {
    const row = { parent, label, made: Date.now() };
    const edit = { id: edits.insert(db, row), ...row, name: null };
    this.byId.set(edit.id, edit);
    return edit;
  }

  /** Gives the state after an edit a name; null takes it away. */
  name(db: WritableDatabase, id: number, name: string | null): void {
    const edit = this.edit(id);
    editNames.insert(db, { edit: id, name, named: Date.now() });
    this.byId.set(id, { ...edit, name });
  }
}
