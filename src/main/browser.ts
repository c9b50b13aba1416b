#!/usr/bin/env node
/** Boots the browser host: the editor in a browser on this machine, or at the end of a tunnel to it. */
import { realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import openBrowser from 'open';
import { serve } from './browser-host/server.ts';
import { Editor } from './editor/editor.ts';
import { EngineHost } from './editor/engine-host.ts';
import { handlersOf } from './rpc/handlers.ts';
import { appDataFolder } from './store/app-data.ts';
import { version } from './version.ts';

const PAGE = fileURLToPath(new URL('../../out/renderer', import.meta.url));

interface Options {
  readonly port: number;
  readonly open: boolean;
  readonly folder?: string;
}

const program = new Command('penumbra-browser')
  .description('the editor in a browser, served on 127.0.0.1 alone')
  .option('--port <n>', 'port; any that is free unless told', Number, 0)
  .option('--folder <dir>', 'photos and projects to offer; exports go there')
  .option('--no-open', 'do not open a browser')
  .action(start);
await program.parseAsync();

async function start({ port, open, folder }: Options): Promise<void> {
  if (!statSync(join(PAGE, 'index.html'), { throwIfNoEntry: false })) {
    throw new Error('The page is not built yet. Run: npm run build');
  }
  const engine = new EngineHost();
  const editor = new Editor(
    {
      host: 'browser',
      version,
      dataFolder: appDataFolder(),
      folder: folder === undefined ? undefined : realpathSync(folder),
      engine,
      dialogs: undefined,
    },
    (event, data) => host.emit(event, data),
  );
  const log = (message: string) => process.stderr.write(`${message}\n`);
  const host = await serve(editor, handlersOf(editor), PAGE, port, log);
  const url = host.url();
  process.stdout.write(`Penumbra is at ${url}\n`);
  if (open && hasDisplay()) await openBrowser(url);
  // So that the first exploration need not wait for it; what fails is told when it is needed.
  engine.ready().catch(() => undefined);
  process.stdin.on('data', () => process.stdout.write(`Penumbra is at ${host.url()}\n`));
  process.stdin.unref?.();
  const stop = async () => {
    await host.close();
    await editor.quit();
    engine.stop();
    process.exit(0);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

function hasDisplay(): boolean {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  return process.platform !== 'linux' || Boolean(DISPLAY || WAYLAND_DISPLAY);
}
