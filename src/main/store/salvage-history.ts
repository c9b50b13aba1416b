import type { ReadableDatabase, WritableDatabase } from './database.ts';
import { changes, edits, heads, ROOT } from './history.ts';
import { type Findings, numbered, unlessDamaged } from './salvage-rows.ts';

/** Whether a table needs more than copying, because its rows form the tree of edits. */
export function isHistory(table: unknown): boolean {
  return table === edits || table === changes || table === heads;
}

/**
 * Copies the tree of edits. A lost edit is replaced by one that stands after the one before it; a
 * record whose earlier version is lost has the version before that.
 */
export function salvageHistory(
  damaged: ReadableDatabase,
  sound: WritableDatabase,
  findings: Findings,
): void {
  const parents = salvageEdits(damaged, sound, findings);
  salvageChanges(damaged, sound, parents, findings);
  const head = unlessDamaged(() => heads.row(damaged, 1));
  if (head && parents.has(head.edit) && parents.has(head.tip)) {
    heads.insertAs(sound, head);
    findings.rows++;
  } else {
    const last = Math.max(...parents.keys());
    heads.insertAs(sound, { id: 1, edit: last, tip: last });
    findings.lost.push('which edit is shown: it is the last one now');
  }
}

type Parents = Map<number, number | null>;

function salvageEdits(
  damaged: ReadableDatabase,
  sound: WritableDatabase,
  findings: Findings,
): Parents {
  const parents: Parents = new Map();
  const put = (id: number, parent: number | null, label: string, made: number) => {
    edits.insertAs(sound, { id, parent, label, made });
    parents.set(id, parent);
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
  if (parents.size === 0) put(ROOT, null, 'Lost history', 0);
  return parents;
}

function salvageChanges(
  damaged: ReadableDatabase,
  sound: WritableDatabase,
  parents: Parents,
  findings: Findings,
): void {
  /** For each edit, the change of each record, and whether the record is there after it. */
  const byEdit = new Map<number, Map<string, { id: number; live: boolean }>>();
  const versionBefore = (edit: number, record: string): number | null => {
    for (let at = parents.get(edit) ?? null; at !== null; at = parents.get(at) ?? null) {
      const change = byEdit.get(at)?.get(record);
      if (change) return change.live ? change.id : null;
    }
    return null;
  };
  for (const { id, found } of numbered(damaged, 'change', (id) => changes.row(damaged, id))) {
    if (!found || !parents.has(found.edit)) {
      findings.lost.push(`change ${id}`);
      continue;
    }
    const { edit, record, value } = found;
    changes.insertAs(sound, { ...found, previous: versionBefore(edit, record) });
    const ofEdit = byEdit.get(edit) ?? new Map<string, { id: number; live: boolean }>();
    byEdit.set(edit, ofEdit.set(record, { id, live: value !== null }));
    findings.rows++;
  }
}
