let last = 0;

/**
 * A new record's id. Ids sort in the order they were made, which is the order that strokes are drawn
 * in: a document's records have no order of their own.
 */
export function recordId(kind: string): string {
  last = Math.max(last + 1, Date.now());
  return `${kind}-${last.toString(36).padStart(9, '0')}-${crypto.randomUUID().slice(0, 8)}`;
}

/** Id of the record that says which result a photo has. */
export function pickId(photo: number): string {
  return `pick of photo ${photo}`;
}

/** Id of the record that says what a photographer thinks of a cluster. */
export function ratingId(cluster: number): string {
  return `rating of cluster ${cluster}`;
}

/** Id of the record that keeps an iterate. */
export function pinId(iterate: number): string {
  return `pin of iterate ${iterate}`;
}
