import type { ReadableDatabase, WritableDatabase } from './database.ts';
import { type DocumentChange, type DocumentRecord, isRecord } from './document.ts';
import { DamagedProjectError, ProjectError } from './errors.ts';
import { SealedTable } from './sealed-table.ts';

type EditRow = { readonly parent: number | null; readonly label: string; readonly made: number };
type ChangeRow = {
  readonly edit: number;
  readonly record: string;
  /** The record as JSON; null where the edit takes it away. */
  readonly value: string | null;
  /** The change that gave the record what it held before; null where there was none. */
  readonly previous: number | null;
};
type NameRow = { readonly edit: number; readonly name: string | null; readonly named: number };
type HeadRow = { readonly edit: number; readonly tip: number };

export const edits = new SealedTable<EditRow>('edit', ['parent', 'label', 'made']);
export const changes = new SealedTable<ChangeRow>('change', [
  'edit',
  'record',
  'value',
  'previous',
]);
export const editNames = new SealedTable<NameRow>('edit_name', ['edit', 'name', 'named']);
export const heads = new SealedTable<HeadRow>('head', ['edit', 'tip']);

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

/** One thing a photographer did, however many records it touches: one step of undo. */
export interface Gesture {
  /** What was done, in a few words, as the history shows it. */
  readonly label: string;
  readonly put?: readonly DocumentRecord[];
  readonly remove?: readonly string[];
}

interface ChangeHeader {
  readonly id: number;
  readonly record: string;
  readonly previous: number | null;
}

interface LiveRecord {
  /** The change that the record's present value comes from. */
  readonly change: number;
  readonly value: DocumentRecord;
}

/**
 * The tree of edits and the document at the edit where the photographer stands, in memory.
 * A change costs the same however long the history is.
 */
export class History {
  private readonly db: ReadableDatabase;
  private readonly editsById = new Map<number, Edit>();
  private readonly changesByEdit = new Map<number, ChangeHeader[]>();
  private readonly live = new Map<string, LiveRecord>();
  /** The edit whose document is shown. */
  head = ROOT;
  /** Where redo leads: the head or an edit after it. */
  private tip = ROOT;

  /**
   * Reads and checks every row of the history.
   * @throws DamagedProjectError where a row is damaged or does not fit the others
   */
  constructor(db: ReadableDatabase) {
    this.db = db;
    this.readEdits();
    this.readChanges();
    this.readHead();
  }

  /** Every edit, in the order they were made. */
  edits(): Edit[] {
    return [...this.editsById.values()];
  }

  /** The document as it stands, by record id. */
  document(): ReadonlyMap<string, DocumentRecord> {
    return new Map([...this.live].map(([id, { value }]) => [id, value]));
  }

  /** The document as it stood after any edit, by record id. */
  documentAt(id: number): ReadonlyMap<string, DocumentRecord> {
    const latest = new Map<string, DocumentRecord | null>();
    for (const edit of this.ancestors(id)) {
      for (const { id: change, record } of this.changesOf(edit.id)) {
        if (!latest.has(record)) latest.set(record, this.valueOf(record, change));
      }
    }
    return new Map([...latest].flatMap(([record, value]) => (value ? [[record, value]] : [])));
  }

  /** @throws ProjectError where there is no such edit */
  edit(id: number): Edit {
    const edit = this.editsById.get(id);
    if (!edit) {
      throw new ProjectError(
        this.db.name,
        `has no edit ${id}: they run from ${ROOT} to ${this.editsById.size}.`,
      );
    }
    return edit;
  }

  /**
   * Writes a gesture as a new edit upon the head, and stands on it. Edits that were undone stay, as
   * a branch.
   */
  commit(db: WritableDatabase, { label, put = [], remove = [] }: Gesture): Edit {
    for (const record of put) {
      if (!isRecord(record)) {
        const shown = JSON.stringify(record).slice(0, 200);
        throw new ProjectError(
          db.name,
          `cannot hold the record ${shown}: a field is out of range.`,
        );
      }
    }
    const absent = remove.find((id) => !this.live.has(id));
    if (absent !== undefined) {
      throw new ProjectError(db.name, `has no record ${absent} to take away.`);
    }
    const row = { parent: this.head, label, made: Date.now() };
    const id = edits.insert(db, row);
    const headers: ChangeHeader[] = [];
    const write = (record: string, value: DocumentRecord | null) => {
      const previous = this.live.get(record)?.change ?? null;
      const json = value && JSON.stringify(value);
      const change = changes.insert(db, { edit: id, record, value: json, previous });
      headers.push({ id: change, record, previous });
      if (value) this.live.set(record, { change, value });
      else this.live.delete(record);
    };
    for (const record of put) write(record.id, record);
    for (const record of remove) write(record, null);
    const edit = { id, ...row, name: null };
    this.editsById.set(id, edit);
    this.changesByEdit.set(id, headers);
    this.stand(db, id, id);
    return edit;
  }

  /** Takes the last edit back. `undefined` at the beginning. */
  undo(db: WritableDatabase): DocumentChange | undefined {
    const { parent } = this.edit(this.head);
    return parent === null ? undefined : this.goTo(db, parent);
  }

  /** Does again what was undone last. `undefined` where nothing was. */
  redo(db: WritableDatabase): DocumentChange | undefined {
    const next = this.ancestors(this.tip).find(({ parent }) => parent === this.head);
    return next && this.goTo(db, next.id);
  }

  /**
   * Stands on any edit of the tree.
   * @returns what changes in the document
   */
  goTo(db: WritableDatabase, id: number): DocumentChange {
    const change = this.show(this.move(this.edit(id).id));
    const towardsTip = this.ancestors(this.tip).some((edit) => edit.id === id);
    this.stand(db, id, towardsTip ? this.tip : id);
    return change;
  }

  /** Gives the state after an edit a name; null takes it away. */
  name(db: WritableDatabase, id: number, name: string | null): void {
    const edit = this.edit(id);
    editNames.insert(db, { edit: id, name, named: Date.now() });
    this.editsById.set(id, { ...edit, name });
  }

  private readEdits(): void {
    const names = new Map([...editNames.rows(this.db)].map(({ edit, name }) => [edit, name]));
    for (const { id, parent, label, made } of edits.rows(this.db)) {
      if (parent !== null && !this.editsById.has(parent)) {
        throw this.damaged(`edit ${id} stands on edit ${parent}, which is missing`);
      }
      this.editsById.set(id, { id, parent, label, made, name: names.get(id) ?? null });
      this.changesByEdit.set(id, []);
    }
  }

  private readChanges(): void {
    for (const { id, edit, record, previous } of changes.rows(this.db)) {
      const ofEdit = this.changesByEdit.get(edit);
      if (!ofEdit) throw this.damaged(`change ${id} belongs to edit ${edit}, which is missing`);
      ofEdit.push({ id, record, previous });
    }
  }

  private readHead(): void {
    const head = heads.row(this.db, 1);
    if (!head) throw this.damaged('it does not say which edit is shown');
    const missing = [head.edit, head.tip].find((edit) => !this.editsById.has(edit));
    if (missing !== undefined) throw this.damaged(`edit ${missing} is shown, and is missing`);
    this.tip = head.tip;
    this.show(this.move(head.edit));
  }

  private stand(db: WritableDatabase, head: number, tip: number): void {
    heads.replace(db, { id: 1, edit: head, tip });
    this.head = head;
    this.tip = tip;
  }

  /** An edit and those it stands on, back to the first. */
  private ancestors(id: number): Edit[] {
    const path: Edit[] = [];
    for (let next: number | null = id; next !== null; ) {
      const edit = this.edit(next);
      path.push(edit);
      next = edit.parent;
    }
    return path;
  }

  /**
   * Moves the head: back to where the two branches part, then forward.
   * @returns for each record that may differ, the change it now has its value from; null for none
   */
  private move(to: number): Map<string, number | null> {
    const forward = this.ancestors(to).map(({ id }) => id);
    const targets = new Set(forward);
    const touched = new Map<string, number | null>();
    const backward = this.ancestors(this.head).map(({ id }) => id);
    for (const id of backward) {
      if (targets.has(id)) break;
      for (const { record, previous } of this.changesOf(id)) touched.set(record, previous);
    }
    const shared = new Set(backward);
    for (const id of forward.filter((edit) => !shared.has(edit)).reverse()) {
      for (const change of this.changesOf(id)) touched.set(change.record, change.id);
    }
    this.head = to;
    return touched;
  }

  private changesOf(edit: number): readonly ChangeHeader[] {
    return this.changesByEdit.get(edit) ?? [];
  }

  private show(touched: ReadonlyMap<string, number | null>): DocumentChange {
    const put: DocumentRecord[] = [];
    const remove: string[] = [];
    for (const [record, change] of touched) {
      const value = change === null ? null : this.valueOf(record, change);
      if (change !== null && value) {
        this.live.set(record, { change, value });
        put.push(value);
      } else {
        this.live.delete(record);
        remove.push(record);
      }
    }
    return { put, remove };
  }

  /** What a change made of a record; null where it took it away. */
  private valueOf(record: string, change: number): DocumentRecord | null {
    const row = changes.row(this.db, change);
    if (row?.record !== record)
      throw this.damaged(`change ${change} is not one of record ${record}`);
    if (row.value === null) return null;
    const value: unknown = JSON.parse(row.value);
    if (!isRecord(value) || value.id !== record) {
      throw this.damaged(`change ${change} does not hold a record ${record}`);
    }
    return value;
  }

  private damaged(damage: string): DamagedProjectError {
    return new DamagedProjectError(this.db.name, damage);
  }
}
