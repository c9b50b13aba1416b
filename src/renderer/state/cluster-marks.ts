import type { ClusterState } from '../../preload/run-state.ts';

/** How a cluster is marked in cards, timeline and map: by a colour and, as colour alone says too little, a shape. */
export interface ClusterMark {
  /** `#rrggbb` */
  readonly colour: string;
  /** SVG path in a square of 10. */
  readonly path: string;
}

const CIRCLE = 'M5 0.5a4.5 4.5 0 1 1 0 9a4.5 4.5 0 1 1 0 -9Z';

/**
 * Of the colours by Okabe and Ito that stay apart for the colour-blind, those that are visible on dark and
 * on light panels; their orange is left to the accent.
 */
const FOUND: readonly ClusterMark[] = [
  { colour: '#56b4e9', path: CIRCLE },
  { colour: '#d55e00', path: 'M1 1H9V9H1Z' },
  { colour: '#009e73', path: 'M5 0.5L9.8 9H0.2Z' },
  { colour: '#cc79a7', path: 'M5 0L10 5L5 10L0 5Z' },
  { colour: '#2f82c4', path: 'M3 0H7V3H10V7H7V10H3V7H0V3H3Z' },
  { colour: '#a68f00', path: 'M0.2 1H9.8L5 9.5Z' },
];

/** Of what is no place of the trajectory: a mean, or what was refined. */
const OTHER: ClusterMark = {
  colour: '#8c8c8c',
  path: `${CIRCLE}M5 2.5a2.5 2.5 0 1 0 0 5a2.5 2.5 0 1 0 0 -5Z`,
};

/** Marks of an exploration's clusters by number: the same wherever they are shown, and however they are ranked. */
export function marksOf(clusters: readonly ClusterState[]): ReadonlyMap<number, ClusterMark> {
  const found = clusters.filter(({ kind }) => kind === 'found').toSorted((a, b) => a.id - b.id);
  const marks = new Map(clusters.map(({ id }) => [id, OTHER]));
  for (const [index, { id }] of found.entries())
    marks.set(id, FOUND[index % FOUND.length] ?? OTHER);
  return marks;
}
