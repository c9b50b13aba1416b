import { availableParallelism } from 'node:os';
import { chooseProvider, type Provider } from './providers.ts';
import { type ForkScript, forkByNode } from './script-process.ts';
import type { SessionsOptions } from './sessions.ts';
import { weightsBudget, workingMemory } from './working-memory.ts';

/**
 * How sessions run on this machine: on the best provider (or the one asked for), on all cores, in the memory that
 * is there for weights.
 * @param fork how providers are tried out: by Node, or by Electron where that is the host
 * @throws ProviderUnavailableError where the one asked for does not work here
 */
export async function localSessionsOptions(
  asked?: Provider,
  fork: ForkScript = forkByNode,
): Promise<SessionsOptions> {
  const { provider, half, gpuBytes } = await chooseProvider(asked, fork);
  const memoryBudgetBytes = weightsBudget(workingMemory(gpuBytes));
  return { provider, half, gpuBytes, threads: availableParallelism(), memoryBudgetBytes };
}
