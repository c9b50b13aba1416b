#!/usr/bin/env node
/** The browser host: the editor in a browser on this machine, or at the end of a tunnel to it. */
import { Command } from 'commander';
import { withBrowserOptions } from './browser-host/options.ts';
import { startBrowserHost } from './browser-host/start.ts';
import { sayFailure } from './cli/say-failure.ts';
import { appFile } from './files/app-files.ts';
import { standWhereCalled } from './files/stand-where-called.ts';
import { buildIfStale } from './start/build.ts';

standWhereCalled();
const program = new Command('penumbra-browser').description(
  'the editor in a browser, served on 127.0.0.1 only',
);
try {
  await withBrowserOptions(program)
    .action(async (options) => {
      await buildIfStale(appFile('.'));
      await startBrowserHost(options);
    })
    .parseAsync();
} catch (error) {
  process.exitCode = sayFailure(program.name(), error);
}
