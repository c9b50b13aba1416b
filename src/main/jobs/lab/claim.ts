import type { Flow } from '../../engine/sampling/flow.ts';

/** Something that is said of the method, with what was measured of it here. */
export interface Claim {
  readonly claim: string;
  /** The figures, in words. */
  readonly measured: string;
  readonly holds: boolean;
}

/** What experiments are made with. */
interface Lab {
  /** Where plots go. */
  readonly folder: string;
  /** Flows of the same toy data: the exact one, and a network that was trained on samples. */
  readonly flows: Readonly<Record<'exact' | 'trained', Flow>>;
}

/** Draws its plots, and says what it found. */
export type Experiment = (lab: Lab) => Promise<Claim[]>;

/** To so many decimals, for sentences. */
export function shown(value: number, decimals = 3): string {
  return Math.abs(value) >= 1e4 ? value.toExponential(1) : value.toFixed(decimals);
}
