import type { EditState, HistoryState } from '../../preload/project-state.ts';

/** A step of the history as a list shows it. */
export interface LaneRow {
  readonly edit: EditState;
  /** How far its branch is indented: 0 for the one the document stands on. */
  readonly lane: number;
  /** Whether the document is made of it. */
  readonly isApplied: boolean;
  /** Whether the document stands at it. */
  readonly isHead: boolean;
  /** Whether a branch begins with it: its parent is not the row below in its lane. */
  readonly isBranch: boolean;
}

/**
 * The tree of edits as rows, the newest first. The branch of the document, up to its newest step, keeps to
 * the left; whatever else was tried is indented where it left, above the step it was made upon.
 */
export function laneRows({
  edits,
  head,
}: Pick<HistoryState, 'edits' | 'head'>): readonly LaneRow[] {
  const byId = new Map(edits.map((edit) => [edit.id, edit]));
  const children = Map.groupBy(edits, ({ parent }) => parent);
  const applied = new Set<number>();
  for (let at = byId.get(head); at; at = byId.get(at.parent ?? 0)) applied.add(at.id);
  const newest = newestBelow(edits);

  /** What goes on from an edit: the document's own way first, or else the newest. */
  const goesOn = (id: number | null): readonly EditState[] =>
    (children.get(id) ?? []).toSorted(
      (a, b) =>
        Number(applied.has(b.id)) - Number(applied.has(a.id)) ||
        (newest.get(b.id) ?? 0) - (newest.get(a.id) ?? 0),
    );

  const rows: LaneRow[] = [];
  const branches = goesOn(null).map((edit, index) => ({ edit, lane: index, isBranch: index > 0 }));
  // Oldest first, by hand: a history is deeper than the stack.
  while (branches.length > 0) {
    const next = branches.pop();
    if (!next) break;
    const { edit, lane, isBranch } = next;
    rows.push({
      edit,
      lane,
      isApplied: applied.has(edit.id),
      isHead: edit.id === head,
      isBranch,
    });
    const [own, ...others] = goesOn(edit.id);
    if (own) branches.push({ edit: own, lane, isBranch: false });
    for (const [index, other] of others.toReversed().entries()) {
      branches.push({ edit: other, lane: lane + others.length - index, isBranch: true });
    }
  }
  return rows.toReversed();
}

/** The newest edit made upon each, or itself. Edits are numbered as they are made. */
function newestBelow(edits: readonly EditState[]): ReadonlyMap<number, number> {
  const newest = new Map<number, number>();
  for (const { id, parent } of edits.toSorted((a, b) => b.id - a.id)) {
    const own = Math.max(id, newest.get(id) ?? 0);
    newest.set(id, own);
    if (parent !== null) newest.set(parent, Math.max(own, newest.get(parent) ?? 0));
  }
  return newest;
}
