#!/usr/bin/env node
/** `npm start`: opens Penumbra in Electron, or where that cannot be, in a browser. */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { withBrowserOptions } from './browser-host/options.ts';
import { sayFailure } from './cli/say-failure.ts';
import { hasDisplay } from './display.ts';
import { appFile } from './files/app-files.ts';
import { standWhereCalled } from './files/stand-where-called.ts';
import { buildIfStale } from './start/build.ts';
import { electronRuntime } from './start/electron-runtime.ts';

/** Milliseconds after which Electron counts as started, whatever becomes of it. */
const STARTED_MS = 5000;

standWhereCalled();
const program = new Command('penumbra-start')
  .description(
    'the editor: in Electron if its runtime and a display are available, otherwise in a browser',
  )
  .argument('[files...]', 'a photo or project to open (Electron only)');
withBrowserOptions(program).action(async (files: string[], options) => {
  const root = appFile('.');
  await buildIfStale(root);
  const problem = await openElectron(root, files);
  if (problem === undefined) return;
  say(`Penumbra opens in a browser, not in Electron: ${problem}.`);
  // Not before it is needed: where Electron opens, this process does nothing but wait for it.
  const { startBrowserHost } = await import('./browser-host/start.ts');
  await startBrowserHost(options);
});
try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = sayFailure(program.name(), error);
}

/** @returns once it was closed; or at once why it cannot be opened */
async function openElectron(root: string, files: readonly string[]): Promise<string | undefined> {
  if (!hasDisplay()) return 'there is no display';
  const runtime = electronRuntime();
  if ('problem' in runtime) return runtime.problem;
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
  const paths = files.map((file) => resolve(file));
  const begin = performance.now();
  const ended = Promise.withResolvers<string | undefined>();
  const child = spawn(runtime.program, [root, ...paths], { stdio: 'inherit', env });
  child.once('error', (error) => ended.resolve(`it did not start (${error.message})`));
  child.once('close', (code, signal) => {
    const isFailure = code !== 0 && performance.now() - begin < STARTED_MS;
    if (!isFailure) process.exitCode = code ?? 1;
    ended.resolve(isFailure ? `it did not start (it ended with ${signal ?? code})` : undefined);
  });
  return ended.promise;
}

function say(message: string): void {
  process.stderr.write(`${message}\n`);
}
