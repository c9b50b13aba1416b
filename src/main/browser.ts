#!/usr/bin/env node
/** The browser host: the editor in a browser on this machine, or at the end of a tunnel to it. */
import { Command } from 'commander';
import { withBrowserOptions } from './browser-host/options.ts';
import { startBrowserHost } from './browser-host/start.ts';

const program = new Command('penumbra-browser').description(
  'the editor in a browser, served on 127.0.0.1 alone',
);
await withBrowserOptions(program).action(startBrowserHost).parseAsync();
