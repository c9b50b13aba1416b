import { type DocumentChange, type DocumentRecord, readRecord } from '../../document/records.ts';
import { parsedJson } from '../files/parse-json.ts';
import type { ReadableDatabase, WritableDatabase } from './database.ts';
import { type Edit, EditTree, ROOT } from './edit-tree.ts';
import { DamagedProjectError } from './errors.ts';
import { checkGesture, type Gesture } from './gesture.ts';
import { columns } from './migrations/index.ts';
import { SealedTable } from './sealed-table.ts';

type ChangeRow = {
  readonly edit: number;
  readonly record: string;
  /** The record as JSON; null where the edit takes it away. */
  readonly value: string | null;
  /** The change that gave the record what it held before; null where there was none. */
  readonly previous: number | null;
};
type HeadRow = { readonly edit: number; readonly tip: number };

export const changes = new SealedTable<ChangeRow>('change', columns.change);
export const heads = new SealedTable<HeadRow>('head', columns.head);

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
 * What a change made of a record.
 * @param json its value
 * @returns what is wrong, where it holds none
 */
export function recordIn(
  record: string,
  json: string,
): DocumentRecord | { readonly problem: string } {
  const read = readRecord(parsedJson(json));
  if ('problem' in read || read.id === record) return read;
  return { problem: `it holds the record ${read.id}` };
}

/**
 * The document at the edit where the photographer stands, in memory, and how it changes on the way to
 * any other. A change costs the same however long the history is.
 */
export class History {
  private readonly db: ReadableDatabase;
  readonly tree: EditTree;
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
    this.tree = new EditTree(db);
    this.readChanges();
    this.readHead();
  }

  /** The document as it stands, by record id. */
  document(): ReadonlyMap<string, DocumentRecord> {
    return new Map([...this.live].map(([id, { value }]) => [id, value]));
  }

  /** The document as it stood after any edit, by record id. */
  documentAt(id: number): ReadonlyMap<string, DocumentRecord> {
    const latest = new Map<string, DocumentRecord | null>();
    for (const edit of this.tree.ancestors(id)) {
      for (const { id: change, record } of this.changesOf(edit)) {
        if (!latest.has(record)) latest.set(record, this.valueOf(record, change));
      }
    }
    return new Map([...latest].flatMap(([record, value]) => (value ? [[record, value]] : [])));
  }

  get canUndo(): boolean {
    return this.tree.edit(this.head).parent !== null;
  }

  get canRedo(): boolean {
    return this.head !== this.tip;
  }

  /**
   * Writes a gesture as a new edit upon the head, and stands on it. Edits that were undone stay, as
   * a branch.
   * @throws ProjectError where the gesture does not fit the document
   */
  commit(db: WritableDatabase, gesture: Gesture): Edit {
    checkGesture(db, gesture, this.live);
    const { label, put = [], remove = [] } = gesture;
    const edit = this.tree.add(db, this.head, label);
    const headers: ChangeHeader[] = [];
    const write = (record: string, value: DocumentRecord | null) => {
      const previous = this.live.get(record)?.change ?? null;
      const json = value && JSON.stringify(value);
      const change = changes.insert(db, { edit: edit.id, record, value: json, previous });
      headers.push({ id: change, record, previous });
      if (value) this.live.set(record, { change, value });
      else this.live.delete(record);
    };
    for (const record of put) write(record.id, record);
    for (const record of remove) write(record, null);
    this.changesByEdit.set(edit.id, headers);
    this.stand(db, edit.id, edit.id);
    return edit;
  }

  /** Takes the last edit back. `undefined` at the beginning. */
  undo(db: WritableDatabase): DocumentChange | undefined {
    const { parent } = this.tree.edit(this.head);
    return parent === null ? undefined : this.goTo(db, parent);
  }

  /** Does again what was undone last. `undefined` where nothing was. */
  redo(db: WritableDatabase): DocumentChange | undefined {
    const next = this.tree.ancestors(this.tip).find(({ parent }) => parent === this.head);
    return next && this.goTo(db, next.id);
  }

  /**
   * Stands on any edit of the tree.
   * @returns what changes in the document
   */
  goTo(db: WritableDatabase, id: number): DocumentChange {
    const change = this.show(id);
    const towardsTip = this.tree.ancestors(this.tip).some((edit) => edit.id === id);
    this.stand(db, id, towardsTip ? this.tip : id);
    return change;
  }

  private readChanges(): void {
    for (const { id, edit, record, previous } of changes.rows(this.db)) {
      if (!this.tree.has(edit)) {
        throw this.damaged(`change ${id} belongs to edit ${edit}, which is missing`);
      }
      const ofEdit = this.changesByEdit.get(edit);
      if (ofEdit) ofEdit.push({ id, record, previous });
      else this.changesByEdit.set(edit, [{ id, record, previous }]);
    }
  }

  private readHead(): void {
    const head = heads.row(this.db, 1);
    if (!head) throw this.damaged('it does not say which edit is shown');
    const missing = [ROOT, head.edit, head.tip].find((edit) => !this.tree.has(edit));
    if (missing !== undefined) throw this.damaged(`edit ${missing} is shown, and is missing`);
    this.show(head.edit);
    this.head = head.edit;
    this.tip = head.tip;
  }

  private stand(db: WritableDatabase, head: number, tip: number): void {
    heads.replace(db, { id: 1, edit: head, tip });
    this.head = head;
    this.tip = tip;
  }

  private changesOf({ id }: Edit): readonly ChangeHeader[] {
    return this.changesByEdit.get(id) ?? [];
  }

  /** Makes the live document that of another edit than the head. */
  private show(to: number): DocumentChange {
    const { back, forward } = this.tree.way(this.head, to);
    /** For each record that may differ, the change it now has its value from; null for none. */
    const touched = new Map<string, number | null>();
    for (const edit of back) {
      for (const { record, previous } of this.changesOf(edit)) touched.set(record, previous);
    }
    for (const edit of forward) {
      for (const change of this.changesOf(edit)) touched.set(change.record, change.id);
    }
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
    if (row?.record !== record) {
      throw this.damaged(`change ${change} is not one of record ${record}`);
    }
    if (row.value === null) return null;
    const value = recordIn(record, row.value);
    if ('problem' in value)
      throw this.damaged(`change ${change} does not make sense: ${value.problem}`);
    return value;
  }

  private damaged(damage: string): DamagedProjectError {
    return new DamagedProjectError(this.db.name, damage);
  }
}
