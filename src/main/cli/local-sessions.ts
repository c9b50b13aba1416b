import { availableParallelism, totalmem } from 'node:os';
import { InvalidArgumentError, Option } from 'commander';
import {
  chooseProvider,
  isProvider,
  type Provider,
  providers,
} from '../engine/runtime/providers.ts';
import type { SessionsOptions } from '../engine/runtime/sessions.ts';

/** `--provider NAME`: exactly this execution provider instead of the best that works. */
export function providerOption(): Option {
  return new Option('--provider <name>', `execution provider: ${providers.join(', ')}`).argParser(
    (name) => {
      if (isProvider(name)) return name;
      throw new InvalidArgumentError(`Known are ${providers.join(', ')}.`);
    },
  );
}

/**
 * How sessions run in this process: on the best provider (or the one asked for), on all cores, in
 * half of the memory.
 * @throws ProviderUnavailableError where the one asked for does not work here
 */
export async function localSessionsOptions(asked?: Provider): Promise<SessionsOptions> {
  const { provider, half } = await chooseProvider(asked);
  return { provider, half, threads: availableParallelism(), memoryBudgetBytes: totalmem() / 2 };
}
