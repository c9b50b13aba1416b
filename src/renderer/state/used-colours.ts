import type { DocumentRecord } from '../../document/records.ts';

/** How many colours are offered again: two rows of a narrow inspector. */
const OFFERED = 16;

/** Colours that a document's strokes have, `#rrggbb`, the one used last first. */
export function usedColours(records: ReadonlyMap<string, DocumentRecord>): readonly string[] {
  const strokes = [...records.values()]
    .filter((record) => record.kind === 'stroke')
    .filter(({ tool }) => tool === 'brush')
    // Ids sort by time.
    .sort((a, b) => (a.id < b.id ? 1 : -1));
  return [...new Set(strokes.map(({ colour }) => colour))].slice(0, OFFERED);
}
