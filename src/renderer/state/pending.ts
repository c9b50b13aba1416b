import type { DocumentRecord } from '../../document/records.ts';
import type { State } from './store.ts';

/** Records that come or change, and ids of those that go. */
interface Change {
  readonly put: readonly DocumentRecord[];
  readonly remove: readonly string[];
}

/** A gesture that shows already, while it is on its way to the disk. */
export interface Pending extends Change {
  /** Its number in the history, once main has answered; null until then. */
  readonly edit: number | null;
}

export function changed(held: State['held'], { put, remove }: Change): State['held'] {
  const next = new Map(held);
  for (const id of remove) next.delete(id);
  for (const record of put) next.set(record.id, record);
  return next;
}

/**
 * What shows: the document as main holds it, and over it the gestures that main has not told of yet. So the
 * echo of a gesture never hides a later one.
 */
export function withPending({
  held,
  history,
  pending,
}: Pick<State, 'held' | 'history' | 'pending'>): Pick<
  State,
  'held' | 'history' | 'pending' | 'records'
> {
  const isTold = ({ edit }: Pending) =>
    edit !== null && history.edits.some(({ id }) => id === edit);
  const left = pending.filter((gesture) => !isTold(gesture));
  return { held, history, pending: left, records: left.reduce(changed, held) };
}
