let last = 0;

/**
 * A new record's id. Ids sort in the order they were made, which is the order that strokes are drawn
 * in: a document's records have no order of their own.
 */
export function recordId(kind: string): string {
  last = Math.max(last + 1, Date.now());
  return `${kind}-${last.toString(36).padStart(9, '0')}-${crypto.randomUUID().slice(0, 8)}`;
}
