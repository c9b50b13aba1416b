import { availableParallelism, totalmem } from 'node:os';
import { chooseProvider, type Provider } from './providers.ts';
import { type ForkScript, forkByNode } from './script-process.ts';
import type { SessionsOptions } from './sessions.ts';

/**
 * How sessions run on this machine: on the best provider (or the one asked for), on all cores, in half of the
 * memory.
 * @param fork how providers are tried out: by Node, or by Electron where that is the host
 * @throws ProviderUnavailableError where the one asked for does not work here
 */
export async function localSessionsOptions(
  asked?: Provider,
  fork: ForkScript = forkByNode,
): Promise<SessionsOptions> {
  const { provider, half } = await chooseProvider(asked, fork);
  return { provider, half, threads: availableParallelism(), memoryBudgetBytes: totalmem() / 2 };
}
