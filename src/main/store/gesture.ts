import { controlProblem } from '../../document/controls.ts';
import { type DocumentRecord, readRecord } from '../../document/records.ts';
import type { ReadableDatabase } from './database.ts';
import { ProjectError } from './errors.ts';
import { missingRow } from './references.ts';

/** One thing a photographer did, however many records it touches: one step of undo. */
export interface Gesture {
  /** What was done, in a few words, as the history shows it. */
  readonly label: string;
  readonly put?: readonly DocumentRecord[];
  readonly remove?: readonly string[];
}

/**
 * Checks a gesture before it becomes a part of the history.
 * @param live the document that it changes, by record id
 * @throws ProjectError naming the record and the field that is wrong
 */
export function checkGesture(
  db: ReadableDatabase,
  { label, put = [], remove = [] }: Gesture,
  live: ReadonlyMap<string, { readonly value: DocumentRecord }>,
): void {
  const before = (id: string) => live.get(id)?.value;
  const fail = (problem: string): never => {
    throw new ProjectError(db.name, problem);
  };
  if (put.length + remove.length === 0) fail(`cannot keep "${label}", which changes nothing.`);
  const refuse = (record: unknown, problem: string): never =>
    fail(`cannot hold the record ${JSON.stringify(record).slice(0, 200)}: ${problem}.`);
  for (const record of put) {
    const read = readRecord(record);
    if ('problem' in read) refuse(record, read.problem);
    const wrong = controlProblem(record);
    if (wrong !== undefined) refuse(record, wrong);
    const kind = before(record.id)?.kind ?? record.kind;
    if (kind !== record.kind) refuse(record, `kind: ${record.id} is a ${kind}`);
    const missing = missingRow(db, record);
    if (missing !== undefined) refuse(record, missing);
  }
  const touched = [...put.map(({ id }) => id), ...remove];
  const twice = touched.find((id, i) => touched.indexOf(id) < i);
  if (twice !== undefined) fail(`cannot change the record ${twice} twice in one gesture.`);
  const absent = remove.find((id) => !live.has(id));
  if (absent !== undefined) fail(`has no record ${absent} to take away.`);

  const written = new Map(put.map((record) => [record.id, record]));
  const removed = new Set(remove);
  const after = (id: string) => (removed.has(id) ? undefined : (written.get(id) ?? before(id)));
  const checkLayer = (record: DocumentRecord) => {
    if (record.kind !== 'stroke' || after(record.layer)?.kind === 'layer') return;
    refuse(record, `layer: there is no layer ${record.layer}`);
  };
  for (const record of put) checkLayer(record);
  if (remove.some((id) => before(id)?.kind === 'layer')) {
    for (const { value } of live.values()) if (after(value.id) === value) checkLayer(value);
  }
}
