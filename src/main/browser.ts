#!/usr/bin/env node
/** The browser host: the editor in a browser on this machine, or at the end of a tunnel to it. */
import { Command } from 'commander';
import { withBrowserOptions } from './browser-host/options.ts';
import { sayFailure } from './cli/say-failure.ts';
import { returnMemory } from './start/return-memory.ts';

returnMemory();

const program = new Command('penumbra-browser').description(
  'the editor in a browser, served on 127.0.0.1 alone',
);
try {
  await withBrowserOptions(program)
    .action(async (options) => {
      // Not before it is known that this process stays.
      const { startBrowserHost } = await import('./browser-host/start.ts');
      await startBrowserHost(options);
    })
    .parseAsync();
} catch (error) {
  process.exitCode = sayFailure(program.name(), error);
}
