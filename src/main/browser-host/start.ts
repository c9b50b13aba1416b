import openBrowser from 'open';
import { hasDisplay } from '../display.ts';
import { Editor } from '../editor/editor.ts';
import { EngineHost } from '../editor/engine-host.ts';
import { appFile } from '../files/app-files.ts';
import { handlersOf } from '../rpc/handlers.ts';
import { appDataFolder } from '../store/app-data.ts';
import { version } from '../version.ts';
import type { BrowserHostOptions } from './options.ts';
import { type BrowserHost, serve } from './server.ts';

const PAGE = appFile('out/renderer');

/**
 * Serves the editor on 127.0.0.1 until it is interrupted; prints one line with its address when it is ready.
 * @throws where the port cannot be had
 */
export async function startBrowserHost({ port, open, folder }: BrowserHostOptions): Promise<void> {
  const engine = new EngineHost();
  let host: BrowserHost | undefined;
  const editor = new Editor(
    {
      host: 'browser',
      version,
      dataFolder: appDataFolder(),
      folder,
      engine,
      dialogs: undefined,
    },
    (event, data) => host?.emit(event, data),
  );
  const log = (message: string) => process.stderr.write(`${message}\n`);
  const serving = await serve(editor, handlersOf(editor), PAGE, port, log).catch(async (error) => {
    await editor.quit();
    throw error;
  });
  host = serving;
  const url = serving.url();
  process.stdout.write(`Penumbra is at ${url}\n`);
  // So that the first exploration need not wait for it; what fails is told when it is needed.
  engine.ready().catch(() => undefined);
  process.stdin.on('data', () => process.stdout.write(`Penumbra is at ${serving.url()}\n`));
  process.stdin.unref?.();
  const stop = async () => {
    let status = 0;
    try {
      await serving.close();
      await editor.quit();
    } catch (error) {
      log(String(error));
      status = 1;
    }
    engine.stop();
    process.exit(status);
  };
  // A connection to another machine hangs up when it breaks.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, stop);
  if (open && hasDisplay()) {
    await openBrowser(url).catch((error) => log(`The browser did not open: ${error.message}`));
  }
}
