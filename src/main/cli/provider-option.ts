import { InvalidArgumentError, Option } from 'commander';
import { isProvider, providers } from '../engine/runtime/providers.ts';

/** `--provider NAME`: exactly this execution provider instead of the best that works. */
export function providerOption(): Option {
  return new Option('--provider <name>', `execution provider: ${providers.join(', ')}`).argParser(
    (name) => {
      if (isProvider(name)) return name;
      throw new InvalidArgumentError(`Choose from ${providers.join(', ')}.`);
    },
  );
}
