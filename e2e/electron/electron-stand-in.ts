/**
 * A stand-in for the `electron` module, over a real Chromium: for booting the built main and preload where
 * Electron's runtime is missing. It is not Electron. It has what Penumbra uses, with Electron's rules on when it may
 * be used; a window is a page, IPC are functions that it is given, and the app's own scheme is served by HTTP.
 */
import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { utilityProcessStandIn } from '../../src/main/electron-host/utility-process.fixture.ts';
import { launchChromium } from '../chromium.ts';
import { cancellable } from './cancellable.ts';
import { IpcMainStandIn } from './ipc.ts';
import { SchemeServer } from './scheme-server.ts';
import { SessionStandIn } from './session.ts';
import { WindowStandIn } from './window.ts';

/** A menu's entry as it was given. */
export interface MenuEntry {
  readonly label?: string;
  readonly role?: string;
  readonly enabled?: boolean;
  readonly accelerator?: string;
  readonly submenu?: readonly MenuEntry[];
  readonly click?: (
    item: unknown,
    window: unknown,
    event: { readonly triggeredByAccelerator: boolean },
  ) => void;
}

export class ElectronStandIn {
  /** What was done, in its order. */
  readonly journal: string[] = [];
  readonly windows: WindowStandIn[] = [];
  readonly ipc = new IpcMainStandIn();
  readonly session = new SessionStandIn();
  readonly app = new EventEmitter();
  readonly switches = new Map<string, string | undefined>();
  readonly processes: ReturnType<typeof utilityProcessStandIn.fork>[] = [];
  readonly recentDocuments: string[] = [];
  /** What open and save dialogs answer, in turn; and what they were asked. */
  readonly answers: string[] = [];
  readonly asked: unknown[] = [];
  readonly notifications: { title: string; body: string; click(): void }[] = [];
  menu: readonly MenuEntry[] = [];
  hasEnded = false;
  private readonly ready = Promise.withResolvers<void>();
  private isReady = false;
  private readonly browser: Browser;
  private readonly server: SchemeServer;

  private constructor(browser: Browser, server: SchemeServer) {
    this.browser = browser;
    this.server = server;
  }

  static async launch(): Promise<ElectronStandIn> {
    return new ElectronStandIn(await launchChromium(), await SchemeServer.start());
  }

  get window(): WindowStandIn {
    const [window] = this.windows;
    if (!window) throw new Error('no window was opened');
    return window;
  }

  /** As Electron does when its entry module has been run. */
  becomeReady(): void {
    this.isReady = true;
    this.journal.push('ready');
    this.ready.resolve();
  }

  /** An entry of the menu, by its labels from the bar on. */
  menuEntry(...labels: readonly string[]): MenuEntry {
    let entries: readonly MenuEntry[] = this.menu;
    let found: MenuEntry | undefined;
    for (const label of labels) {
      found = entries.find((entry) => entry.label?.replace('&', '') === label);
      entries = found?.submenu ?? [];
    }
    if (!found) throw new Error(`the menu has no ${labels.join(' > ')}`);
    return found;
  }

  /** Chooses an entry of the menu with the pointer. */
  choose(...labels: readonly string[]): void {
    this.menuEntry(...labels).click?.({}, this.window, { triggeredByAccelerator: false });
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.server.close();
  }

  /** What `import … from 'electron'` gives. */
  get modules() {
    const standIn = this;
    return {
      app: Object.assign(this.app, {
        isPackaged: false,
        whenReady: () => this.ready.promise,
        setName: (name: string) => this.journal.push(`app.setName ${name}`),
        setAppUserModelId: () => undefined,
        setPath: (name: string, path: string) => {
          if (!existsSync(path)) throw new Error(`Failed to set '${name}' path: ${path}`);
          this.before(`app.setPath ${name} ${path}`);
        },
        enableSandbox: () => this.before('app.enableSandbox'),
        commandLine: {
          appendSwitch: (name: string, value?: string) => {
            this.before(`switch ${name}`);
            this.switches.set(name, value);
          },
        },
        requestSingleInstanceLock: () => this.journal.push('app.requestSingleInstanceLock') > 0,
        addRecentDocument: (path: string) => this.recentDocuments.push(path),
        quit: () => this.quit(),
        exit: (code: number) => this.end(`exit ${code}`),
      }),
      BrowserWindow: class extends WindowStandIn {
        constructor(options: object) {
          standIn.after('new BrowserWindow');
          super(options, standIn.browser, standIn.server, standIn.session, standIn.ipc);
          standIn.windows.push(this);
          standIn.app.emit('web-contents-created', {}, this.webContents);
        }
      },
      ipcMain: this.ipc,
      protocol: {
        registerSchemesAsPrivileged: (schemes: readonly { readonly scheme: string }[]) =>
          this.before(`privileged ${schemes.map(({ scheme }) => scheme)}`),
        handle: (scheme: string, answer: (request: Request) => Promise<Response>) => {
          this.after(`protocol.handle ${scheme}`);
          this.server.handle(scheme, answer);
        },
      },
      session: {
        get defaultSession() {
          standIn.after('session.defaultSession');
          return standIn.session;
        },
      },
      dialog: {
        showOpenDialog: async (_: unknown, options: unknown) => {
          this.asked.push(options);
          const path = this.answers.shift();
          return { canceled: path === undefined, filePaths: path === undefined ? [] : [path] };
        },
        showSaveDialog: async (_: unknown, options: unknown) => {
          this.asked.push(options);
          const path = this.answers.shift();
          return { canceled: path === undefined, filePath: path ?? '' };
        },
        showMessageBox: async (_: unknown, options: unknown) => {
          this.asked.push(options);
          return { response: Number(this.answers.shift() ?? 0) };
        },
        showErrorBox: (title: string, text: string) => {
          throw new Error(`${title}: ${text}`);
        },
      },
      Menu: {
        buildFromTemplate: (template: readonly MenuEntry[]) => template,
        setApplicationMenu: (menu: readonly MenuEntry[]) => {
          this.menu = menu;
        },
      },
      Notification: class extends EventEmitter {
        private readonly notice: { title: string; body: string };
        constructor(notice: { title: string; body: string }) {
          super();
          this.notice = notice;
        }
        show(): void {
          standIn.notifications.push({ ...this.notice, click: () => this.emit('click') });
        }
      },
      utilityProcess: {
        fork: (...how: Parameters<typeof utilityProcessStandIn.fork>) => {
          this.after('utilityProcess.fork');
          const child = utilityProcessStandIn.fork(...how);
          this.processes.push(child);
          return child;
        },
      },
    };
  }

  private quit(): void {
    this.app.emit('before-quit', cancellable({}));
    for (const window of this.windows) window.destroy();
    const leaving = cancellable({});
    this.app.emit('will-quit', leaving);
    if (!leaving.isPrevented) this.end('quit');
  }

  private end(how: string): void {
    this.journal.push(how);
    this.hasEnded = true;
    this.app.emit('quit');
  }

  /** Electron takes it only before it is ready. */
  private before(what: string): void {
    if (this.isReady) throw new Error(`${what} comes too late: the app is ready`);
    this.journal.push(what);
  }

  /** Electron takes it only once it is ready. */
  private after(what: string): void {
    if (!this.isReady) throw new Error(`${what} comes too early: the app is not ready`);
    this.journal.push(what);
  }
}
