import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Browser, BrowserContext, Frame, Page, Route } from 'playwright-core';
import { cancellable } from './cancellable.ts';
import type { IpcMainStandIn } from './ipc.ts';
import type { SchemeServer } from './scheme-server.ts';
import type { SessionStandIn } from './session.ts';

interface WindowOptions {
  readonly webPreferences: { readonly preload: string };
}

type OpenHandler = (details: { readonly url: string }) => { readonly action: string };

/** Stands in for `WebContents`. */
class ContentsStandIn extends EventEmitter {
  /** What was sent, in its order. */
  readonly sent: unknown[][] = [];
  page: Page | undefined;
  openHandler: OpenHandler = () => ({ action: 'allow' });
  webRtcPolicy = 'default';
  private readonly server: SchemeServer;

  constructor(server: SchemeServer) {
    super();
    this.server = server;
  }

  send(...message: unknown[]): void {
    this.sent.push(message);
    const deliver = (values: unknown[]) =>
      Reflect.get(globalThis, 'electronStandInHear')?.(...values);
    // A page that is just being loaded, or closed, hears nothing; as in Electron.
    this.page?.evaluate(deliver, message).catch(() => undefined);
  }

  getURL(): string {
    return this.server.toApp(this.page?.url() ?? '');
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler;
  }

  setWebRTCIPHandlingPolicy(policy: string): void {
    this.webRtcPolicy = policy;
  }
}

/** Stands in for `BrowserWindow`: a page of Chromium that has the preload script. */
export class WindowStandIn extends EventEmitter {
  readonly options: WindowOptions;
  readonly webContents: ContentsStandIn;
  readonly progress: number[] = [];
  title = '';
  represented = '';
  isShown = false;
  /** Whether it is minimised. */
  isHidden = false;
  hasFocus = true;
  /** Errors that the page let go, and what its policy kept it from. */
  readonly problems: string[] = [];
  /** Addresses of other pages that it tried to open, with what became of them. */
  readonly opened: { readonly url: string; readonly action: string }[] = [];
  private readonly browser: Browser;
  private readonly server: SchemeServer;
  private readonly session: SessionStandIn;
  private readonly ipc: IpcMainStandIn;
  private context: BrowserContext | undefined;
  private hasLoaded = false;
  private hasEnded = false;

  constructor(
    options: object,
    browser: Browser,
    server: SchemeServer,
    session: SessionStandIn,
    ipc: IpcMainStandIn,
  ) {
    super();
    this.options = options as WindowOptions;
    this.browser = browser;
    this.server = server;
    this.session = session;
    this.ipc = ipc;
    this.webContents = new ContentsStandIn(server);
  }

  get page(): Page {
    if (this.webContents.page) return this.webContents.page;
    throw new Error('the window has loaded nothing yet');
  }

  async loadURL(url: string): Promise<void> {
    // Bars and dashes that move would be painted by the cores that the engine needs.
    const viewport = { width: 1440, height: 900 };
    const context = await this.browser.newContext({ viewport, reducedMotion: 'reduce' });
    this.context = context;
    await context.route('**/*', (route) => this.pass(route));
    const page = await context.newPage();
    this.webContents.page = page;
    page.on('pageerror', (error) => this.problems.push(error.message));
    page.on('console', (message) => {
      const text = message.text();
      if (/Content Security Policy/.test(text)) this.problems.push(text);
    });
    page.on('popup', (popup) => popup.close());
    await page.exposeBinding('electronStandInInvoke', ({ frame }, channel, values) =>
      this.ipc.invoke(this.senderOf(frame), channel, values),
    );
    await page.addInitScript({ content: OPEN_BY_HANDLER });
    await page.exposeBinding('electronStandInOpen', (_, to: string) => {
      this.opened.push({ url: to, ...this.webContents.openHandler({ url: to }) });
    });
    await page.addInitScript({ content: preloaded(this.options.webPreferences.preload) });
    await page.goto(this.server.toChromium(url), { waitUntil: 'load' });
    this.hasLoaded = true;
    this.emit('ready-to-show');
  }

  show(): void {
    this.isShown = true;
  }

  focus(): void {
    this.hasFocus = true;
  }

  restore(): void {
    this.isHidden = false;
  }

  reload(): void {
    this.page.reload().catch(() => undefined);
  }

  isMinimized(): boolean {
    return this.isHidden;
  }

  isFocused(): boolean {
    return this.hasFocus;
  }

  isDestroyed(): boolean {
    return this.hasEnded;
  }

  setTitle(title: string): void {
    this.title = title;
  }

  setRepresentedFilename(path: string): void {
    this.represented = path;
  }

  setProgressBar(progress: number): void {
    this.progress.push(progress);
  }

  destroy(): void {
    this.hasEnded = true;
    this.context?.close().catch(() => undefined);
  }

  private senderOf(frame: Frame) {
    const parent = frame.parentFrame();
    return {
      sender: this.webContents,
      senderFrame: {
        url: this.server.toApp(frame.url()),
        parent: parent && { url: this.server.toApp(parent.url()) },
      },
    };
  }

  /** Lets a request go, or not: as the locks on the session and on the contents have it. */
  private async pass(route: Route): Promise<void> {
    const request = route.request();
    const url = this.server.toApp(request.url());
    if (request.isNavigationRequest() && this.hasLoaded) {
      const event = cancellable({ url });
      this.webContents.emit('will-frame-navigate', event);
      if (event.isPrevented) return route.abort('aborted');
    }
    if (!this.session.isAllowed(url)) return route.abort('blockedbyclient');
    return route.continue();
  }
}

/** Hands on which pages the page wants to open, and opens none. */
const OPEN_BY_HANDLER = `window.open = (url) => {
  window.electronStandInOpen(new URL(url ?? '', document.baseURI).href);
  return null;
};`;

/** The preload script with the few modules that a sandboxed one has; it runs in the page's own world here. */
function preloaded(path: string): string {
  return `(() => {
    const listeners = new Set();
    window.electronStandInHear = (channel, ...values) => {
      for (const listener of listeners) {
        if (listener.channel !== channel) continue;
        try { listener.hear({}, ...values); } catch (error) { reportError(error); }
      }
    };
    const modules = { electron: {
      contextBridge: { exposeInMainWorld: (name, value) =>
        Object.defineProperty(window, name, { value, enumerable: true }) },
      ipcRenderer: {
        invoke: (channel, ...values) => window.electronStandInInvoke(channel, values),
        on: (channel, hear) => listeners.add({ channel, hear }),
        off: (channel, hear) => {
          for (const listener of listeners) if (listener.hear === hear) listeners.delete(listener);
        },
      },
      webUtils: { getPathForFile: (file) => file.electronStandInPath ?? '' },
    } };
    const require = (name) => {
      if (!(name in modules)) throw new Error('module not found: ' + name);
      return modules[name];
    };
    const module = { exports: {} };
    ((exports) => {${readFileSync(path, 'utf8')}})(module.exports);
  })();`;
}
