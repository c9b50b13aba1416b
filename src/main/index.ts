/** Boots the Electron host. What it is made of is in `electron-host/`. */
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
import { Attention } from './electron-host/attention.ts';
import { answerCalls } from './electron-host/calls.ts';
import { systemDialogs } from './electron-host/dialogs.ts';
import { documentsOf } from './electron-host/documents.ts';
import { forkByElectron } from './electron-host/fork.ts';
import { keepOffline, lockContents, lockSession } from './electron-host/lock.ts';
import { menuTemplate } from './electron-host/menu.ts';
import { answerRequest } from './electron-host/requests.ts';
import { PAGE_URL, PRIVILEGED_SCHEME, SCHEME } from './electron-host/scheme.ts';
import { windowOptions } from './electron-host/window.ts';
import { appFile } from './files/app-files.ts';
import { failureOf } from './rpc/dispatch.ts';
import { handlersOf } from './rpc/handlers.ts';
import { appDataFolder } from './store/app-data.ts';
import { version } from './version.ts';

const log = (message: string) => console.error(message);
const isDevelopment = !app.isPackaged;

/** Files to open once the window can show them; then opens them at once. */
let openFile = (path: string): unknown => waiting.push(path);
const waiting: string[] = [];

// All that has to be said before the app is ready. Waiting here for that would wait for ever: Electron is
// ready no sooner than this module has been read.
app.setName('Penumbra');
app.setAppUserModelId('org.penumbra.editor');
// Chromium's own files, apart from the editor's.
app.setPath('userData', join(appDataFolder(), 'window'));
app.enableSandbox();
keepOffline(app.commandLine);
protocol.registerSchemesAsPrivileged([PRIVILEGED_SCHEME]);
app.on('web-contents-created', (_, contents) => lockContents(contents, log));
app.on('window-all-closed', () => app.quit());
app.on('open-file', (event, path) => {
  event.preventDefault();
  openFile(path);
});

if (app.requestSingleInstanceLock()) app.whenReady().then(start).catch(giveUp);
else app.quit();

async function start(): Promise<void> {
  const engine = new EngineHost(forkByElectron(utilityProcess));
  lockSession(session.defaultSession, isDevelopment, log);
  const window = new BrowserWindow(windowOptions(appFile('out/preload/index.cjs'), isDevelopment));
  const attention = new Attention(window, (notice) => {
    const notification = new Notification(notice);
    notification.on('click', comeForward);
    notification.show();
  });
  const heard = {
    project: showProject,
    stage: attention.stage.bind(attention),
    run: attention.run.bind(attention),
    failure: attention.failure.bind(attention),
  };

  function emit<E extends EventName>(event: E, data: EventData<E>): void {
    // Work that goes on when the window is closed ends a little later.
    if (window.isDestroyed()) return;
    window.webContents.send('event', event, data);
    (heard as Partial<Record<E, (data: EventData<E>) => void>>)[event]?.(data);
  }
  const editor = new Editor(
    {
      host: 'electron',
      version,
      dataFolder: appDataFolder(),
      folder: undefined,
      engine,
      dialogs: systemDialogs(dialog, window),
    },
    emit,
  );
  let isOpen = false;

  function showMenu(): void {
    const { recents, preferences } = editor.app();
    const { shortcuts } = preferences;
    const state = { platform: process.platform, isDevelopment, isOpen, shortcuts, recents };
    const template = menuTemplate(state, {
      command: (command) => emit('command', { command }),
      openRecent: (path) => openFile(path),
      inText: (what) => window.webContents[what](),
    });
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  }

  function showProject(project: EventData<'project'>): void {
    isOpen = project !== null;
    window.setTitle(project ? `${project.name} – Penumbra` : 'Penumbra');
    const named = project && !project.isUnsaved ? project.path : '';
    window.setRepresentedFilename(named);
    if (named !== '') app.addRecentDocument(named);
    showMenu();
  }

  function comeForward(): void {
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  }

  async function open(path: string): Promise<void> {
    comeForward();
    editor.offer(path);
    try {
      await editor.openSource({ from: 'path', path }, false);
    } catch (error) {
      emit('failure', failureOf(error));
    }
  }

  const handlers = handlersOf(editor);
  protocol.handle(SCHEME, (request) =>
    answerRequest({ editor, page: appFile('out/renderer'), log }, request),
  );
  answerCalls(ipcMain, {
    handlers: {
      ...handlers,
      async 'app.setPreferences'(preferences) {
        await handlers['app.setPreferences'](preferences);
        showMenu();
        return null;
      },
    },
    contents: window.webContents,
    offer: (path) => editor.offer(path),
    log,
  });
  showMenu();
  window.once('ready-to-show', () => window.show());
  // The project's name is the title, not the page's.
  window.on('page-title-updated', (event) => event.preventDefault());
  window.webContents.on('render-process-gone', async (_, { reason }) => {
    log(`the page's process ended: ${reason}`);
    const { response } = await dialog.showMessageBox(window, {
      type: 'error',
      message: 'The window has stopped. Everything you did is saved.',
      buttons: ['Reload', 'Quit'],
    });
    if (response === 0) window.reload();
    else app.quit();
  });
  app.on('second-instance', (_, commandLine, folder) => {
    comeForward();
    for (const path of documentsOf(commandLine, folder)) openFile(path);
  });
  app.on('will-quit', quit);

  function quit(event: { preventDefault(): void }): void {
    event.preventDefault();
    app.off('will-quit', quit);
    editor
      .quit()
      .catch((error) => log(String(error)))
      .finally(() => {
        engine.stop();
        app.quit();
      });
  }

  await window.loadURL(PAGE_URL);
  openFile = open;
  for (const path of documentsOf(process.argv, process.cwd())) waiting.push(path);
  const last = waiting.at(-1);
  if (last !== undefined) await open(last);
  // So that the first exploration need not wait for it; what fails is told when it is needed.
  engine.ready().catch(() => undefined);
}

function giveUp(error: Error): void {
  log(String(error.stack));
  dialog.showErrorBox('Penumbra cannot start', error.message);
  app.exit(1);
}
