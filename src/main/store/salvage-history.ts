import type { ReadableDatabase, WritableDatabase } from './database.ts';
import { type edits as editTable, ROOT } from './edit-tree.ts';
import type { Format } from './format.ts';
import type { changes as changeTable, heads as headTable } from './history.ts';
import { unlessDamaged } from './naming.ts';
import { type Findings, numbered } from './salvage-rows.ts';
import type { SealedTable } from './sealed-table.ts';

/** The tables that form the tree of edits, in a format's own shape. */
interface Tables {
  readonly edits: typeof editTable;
  readonly changes: typeof changeTable;
  readonly heads: typeof headTable;
}

/** Whether a table needs more than copying, because its rows form the tree of edits. */
export function isHistory({ name }: SealedTable): boolean {
  return ['edit', 'change', 'head'].includes(name);
}

/**
 * Copies the tree of edits. A lost edit is replaced by one that stands after the one before it. What
 * they make of records is put right by `salvageRecords`, once all else is there.
 */
export function salvageHistory(
  damaged: ReadableDatabase,
  sound: WritableDatabase,
  format: Format,
  findings: Findings,
): void {
  const [edits, changes, heads] = ['edit', 'change', 'head'].map((name) =>
    format.tables.find((table) => table.name === name),
  );
  const tables = { edits, changes, heads } as unknown as Tables;
  const salvaged = salvageEdits(damaged, sound, tables, findings);
  salvageChanges(damaged, sound, tables, salvaged, findings);
  const head = unlessDamaged(() => tables.heads.row(damaged, 1));
  if (head && salvaged.has(head.edit) && salvaged.has(head.tip)) {
    tables.heads.insertAs(sound, head);
    findings.rows++;
  } else {
    const last = Math.max(...salvaged);
    tables.heads.insertAs(sound, { id: 1, edit: last, tip: last });
    findings.lost.push('which edit is shown: it is the last one now');
  }
}

function salvageEdits(
  damaged: ReadableDatabase,
  sound: WritableDatabase,
  { edits }: Tables,
  findings: Findings,
): ReadonlySet<number> {
  const salvaged = new Set<number>();
  const put = (id: number, parent: number | null, label: string, made: number) => {
    edits.insertAs(sound, { id, parent, label, made });
    salvaged.add(id);
  };
  for (const { id, found } of numbered(damaged, 'edit', (id) => edits.row(damaged, id))) {
    if (found) {
      put(id, found.parent, found.label, found.made);
      findings.rows++;
    } else {
      put(id, id === ROOT ? null : id - 1, 'Lost edit', 0);
      findings.lost.push(`edit ${id}: its place in the history is a guess`);
    }
  }
  if (salvaged.size === 0) put(ROOT, null, 'Lost history', 0);
  return salvaged;
}

function salvageChanges(
  damaged: ReadableDatabase,
  sound: WritableDatabase,
  { changes }: Tables,
  edits: ReadonlySet<number>,
  findings: Findings,
): void {
  for (const { id, found } of numbered(damaged, 'change', (id) => changes.row(damaged, id))) {
    if (!found || !edits.has(found.edit)) {
      findings.lost.push(`change ${id}`);
      continue;
    }
    changes.insertAs(sound, { ...found, previous: null });
    findings.rows++;
  }
}
