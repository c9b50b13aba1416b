/** Boots the Electron host: joins its parts, which are in `electron-host/`. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  Notification,
  protocol,
  session,
  utilityProcess,
} from 'electron';
import type { EventData, EventName } from '../preload/contract.ts';
import { Editor } from './editor/editor.ts';
import { EngineHost } from './editor/engine-host.ts';
import { failureOf } from './editor/failure-of.ts';
import { Attention } from './electron-host/attention.ts';
import { answerCalls } from './electron-host/calls.ts';
import { systemDialogs } from './electron-host/dialogs.ts';
import { documentsOf } from './electron-host/documents.ts';
import { forkByElectron } from './electron-host/fork.ts';
import { Frame } from './electron-host/frame.ts';
import { keepOffline, lockContents, lockSession } from './electron-host/lock.ts';
import { Openings } from './electron-host/openings.ts';
import { offerReload } from './electron-host/recovery.ts';
import { answerRequest } from './electron-host/requests.ts';
import { PAGE_URL, PRIVILEGED_SCHEME, SCHEME } from './electron-host/scheme.ts';
import { windowOptions } from './electron-host/window.ts';
import { appFile } from './files/app-files.ts';
import { handlersOf } from './rpc/handlers.ts';
import { appDataFolder } from './store/app-data.ts';
import { version } from './version.ts';

const log = (message: string) => console.error(message);
const isDevelopment = !app.isPackaged;
const openings = new Openings();

// What has to be said before the app is ready. Waiting here until it is would be for ever: it is ready no
// sooner than this module has been run.
app.setName('Penumbra');
// Notifications of Windows are told apart by it; other systems do not have it.
if (process.platform === 'win32') app.setAppUserModelId('org.penumbra.editor');
// Chromium's own files, apart from the editor's. Electron takes no folder that is not there.
const chromiumData = join(appDataFolder(), 'window');
mkdirSync(chromiumData, { recursive: true });
app.setPath('userData', chromiumData);
app.enableSandbox();
keepOffline(app.commandLine);
protocol.registerSchemesAsPrivileged([PRIVILEGED_SCHEME]);
app.on('web-contents-created', (_, contents) => lockContents(contents, log));
app.on('window-all-closed', () => app.quit());
app.on('open-file', (event, path) => {
  event.preventDefault();
  openings.add(path);
});

if (app.requestSingleInstanceLock()) app.whenReady().then(start).catch(giveUp);
else app.quit();

async function start(): Promise<void> {
  lockSession(session.defaultSession, isDevelopment, log);
  const engine = new EngineHost(forkByElectron(utilityProcess));
  const window = new BrowserWindow(windowOptions(appFile('out/preload/index.cjs'), isDevelopment));
  const editor = new Editor(
    {
      ...{ host: 'electron', version, engine, folder: undefined },
      dataFolder: appDataFolder(),
      dialogs: systemDialogs(dialog, window),
    },
    emit,
  );
  const frame = new Frame({
    ...{ window, app, menu: Menu, isDevelopment, state: () => editor.app() },
    actions: {
      command: (command) => emit('command', { command }),
      openRecent: (path) => openings.add(path),
      inText: (what) => window.webContents[what](),
    },
  });
  const attention = new Attention(window, (notice) => {
    const notification = new Notification(notice);
    notification.on('click', comeForward);
    notification.show();
  });
  const hearers: { readonly [E in EventName]?: (data: EventData<E>) => void } = {
    project: (project) => frame.project(project),
    stage: (stage) => attention.stage(stage),
    exporting: (stage) => attention.exporting(stage),
    ended: (ended) => attention.ended(ended),
    failure: (failure) => attention.failure(failure),
  };

  function emit<E extends EventName>(event: E, data: EventData<E>): void {
    // Work that goes on when the window is closed ends a little later.
    if (window.isDestroyed()) return;
    window.webContents.send('event', event, data);
    hearers[event]?.(data);
  }

  function comeForward(): void {
    // A notification, or another start of Penumbra, may come while an export still winds down.
    if (window.isDestroyed()) return;
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  }

  async function open(path: string): Promise<void> {
    if (window.isDestroyed()) return;
    comeForward();
    editor.offer(path);
    await editor
      .openSource({ from: 'path', path }, false)
      .catch((error) => emit('failure', failureOf(error)));
  }

  const handlers = handlersOf(editor);
  answerCalls(ipcMain, {
    ...{ contents: window.webContents, offer: (path) => editor.offer(path), log },
    handlers: {
      ...handlers,
      async 'app.setPreferences'(preferences) {
        await handlers['app.setPreferences'](preferences);
        frame.showMenu();
        return null;
      },
    },
  });
  const source = { editor, page: appFile('out/renderer'), log };
  protocol.handle(SCHEME, (request) => answerRequest(source, request));
  offerReload(window, dialog, app, log);
  window.once('ready-to-show', () => window.show());
  app.on('second-instance', (_, commandLine, folder) => {
    comeForward();
    openings.addAll(documentsOf(commandLine, folder));
  });
  app.on('will-quit', quit);

  function quit(event: { preventDefault(): void }): void {
    event.preventDefault();
    app.off('will-quit', quit);
    const ended = () => {
      engine.stop();
      app.quit();
    };
    editor
      .quit()
      .catch((error) => log(String(error)))
      .finally(ended);
  }

  await window.loadURL(PAGE_URL);
  openings.addAll(documentsOf(process.argv, process.cwd()));
  openings.begin(open);
  // So that the first exploration need not wait for it; what fails is told when it is needed.
  engine.ready().catch(() => undefined);
}

function giveUp(error: Error): void {
  log(String(error.stack));
  dialog.showErrorBox('Penumbra cannot start', error.message);
  app.exit(1);
}
