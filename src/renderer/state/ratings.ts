import { ratingId } from '../../document/record-id.ts';
import type { DocumentRecord } from '../../document/records.ts';

type Rating = Extract<DocumentRecord, { readonly kind: 'rating' }>;

/** What a photographer thinks of a cluster; nothing yet where no record says so. */
export function ratingOf(records: ReadonlyMap<string, DocumentRecord>, cluster: number): Rating {
  const id = ratingId(cluster);
  const found = records.get(id);
  return found?.kind === 'rating'
    ? found
    : { kind: 'rating', id, cluster, stars: 0, rejected: false };
}
