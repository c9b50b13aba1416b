import type { Executor } from '../runtime/sessions.ts';
import { verifyAutoencoder } from './autoencoder.ts';
import { type Check, failed } from './check.ts';
import { verifyClipText } from './clip-text.ts';
import { verifyFlux } from './flux.ts';
import { listManifests, type Manifest, openSet, type ReferenceSet } from './reference-set.ts';
import { verifySchedule } from './schedule.ts';
import { verifyT5 } from './t5-encoder.ts';

/** What became of a folder of reference sets. */
export interface Verification {
  /** Whether every check passed, and there was one. */
  readonly ok: boolean;
  readonly checks: readonly Check[];
  /** Sets of models that are not built yet: neither passed nor failed. */
  readonly unsupported: readonly string[];
}

type Verifier = (set: ReferenceSet, executor: Executor) => Promise<Check[]>;

/**
 * Runs our models against the reference sets of a folder.
 * @param onSet told of each set before it is run
 */
export async function verify(
  folder: string,
  executor: Executor,
  onSet: (name: string) => void,
): Promise<Verification> {
  const checks: Check[] = [];
  const unsupported: string[] = [];
  for (const manifest of listManifests(folder)) {
    const verifier = verifierOf(manifest);
    if (!verifier) {
      unsupported.push(manifest.set);
      continue;
    }
    onSet(manifest.set);
    checks.push(...(await runSet(folder, manifest, verifier, executor)));
  }
  return { ok: checks.length > 0 && checks.every(({ ok }) => ok), checks, unsupported };
}

/** The verifier for the kind of model that a manifest describes. */
function verifierOf({ config = {}, schedules = {} }: Manifest): Verifier | undefined {
  if ('depth_single_blocks' in config) return verifyFlux;
  if ('ch_mult' in config && 'shift_factor' in config) return verifyAutoencoder;
  if ('max_position_embeddings' in config) return verifyClipText;
  if ('d_kv' in config) return verifyT5;
  const entries = Object.values(schedules);
  const isFlux = entries.every(
    (entry) => typeof entry === 'object' && entry && 'image_seq_len' in entry,
  );
  return entries.length > 0 && isFlux ? verifySchedule : undefined;
}

/** A set that cannot be run is a failed check that says why; the other sets still run. */
async function runSet(
  folder: string,
  manifest: Manifest,
  verifier: Verifier,
  executor: Executor,
): Promise<Check[]> {
  try {
    return await verifier(openSet(folder, manifest), executor);
  } catch (error) {
    return [failed(manifest.set, 'run', (error as Error).message)];
  }
}
