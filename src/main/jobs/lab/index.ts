import { mkdirSync } from 'node:fs';
import type { SessionOptions } from '../../engine/runtime/session.ts';
import { Sessions } from '../../engine/runtime/sessions.ts';
import type { Claim, Experiment } from './claim.ts';
import { meanOfClusters } from './mean.ts';
import { oscillation } from './oscillation.ts';
import { stability } from './stability.ts';
import { exactToyFlow, trainToyFlow } from './toy.ts';

/** The experiments by name. `docs/paper.md` says which claim of the paper each is about. */
export const experiments: Readonly<Record<string, Experiment>> = {
  oscillation,
  mean: meanOfClusters,
  stability,
};

/** The toy flow's programs are a few kilobytes each. */
const MEMORY_BYTES = 2 ** 26;

/**
 * Runs experiments on toy data, where everything is known, with the exact flow and with one that is
 * trained first.
 * @param folder plots go here, as SVG
 */
export async function runLab(
  chosen: readonly Experiment[],
  folder: string,
  options: SessionOptions,
): Promise<Claim[]> {
  mkdirSync(folder, { recursive: true });
  const sessions = new Sessions({ ...options, memoryBudgetBytes: MEMORY_BYTES });
  try {
    const flows = { exact: exactToyFlow(), trained: await trainToyFlow(sessions, options) };
    const claims: Claim[] = [];
    for (const experiment of chosen) claims.push(...(await experiment({ folder, flows })));
    return claims;
  } finally {
    await sessions.release();
  }
}
