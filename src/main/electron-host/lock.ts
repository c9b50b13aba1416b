import type { CommandLine, Session, WebContents } from 'electron';
import { isOurs } from './scheme.ts';

/** All that a page is permitted: to copy an error's details when somebody asks it to. */
const PERMITTED = 'clipboard-sanitized-write';

/** Keeps Chromium from talking to anybody by itself. To be called before the app is ready. */
export function keepOffline(commandLine: CommandLine): void {
  commandLine.appendSwitch('disable-background-networking');
  commandLine.appendSwitch('disable-component-update');
  // No name leads anywhere, not even for what no request handler sees.
  commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');
}

/** Holds a page where it is: it can neither go to another, nor open one, nor embed one. */
export function lockContents(contents: WebContents, log: (message: string) => void): void {
  const refuse = (what: string) => (event: { preventDefault(): void; readonly url: string }) => {
    // The page may load itself again.
    if (isOurs(event.url)) return;
    event.preventDefault();
    log(`${what} ${event.url} was refused`);
  };
  contents.on('will-frame-navigate', refuse('to go to'));
  contents.on('will-redirect', refuse('to be redirected to'));
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    log(`to open ${url} was refused`);
    return { action: 'deny' };
  });
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
}

/**
 * Lets pages of a session reach nothing but their own origin, and gives them no rights beyond it.
 * @param isDevelopment whether Chromium's developer tools may load
 */
export function lockSession(
  session: Session,
  isDevelopment: boolean,
  log: (message: string) => void,
): void {
  session.setPermissionRequestHandler((contents, permission, answer) =>
    answer(permission === PERMITTED && isOurs(contents.getURL())),
  );
  session.setPermissionCheckHandler(
    (_, permission, origin) => permission === PERMITTED && isOurs(origin),
  );
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    const isLocal = /^(blob|data):/.test(url) || (isDevelopment && url.startsWith('devtools:'));
    const cancel = !isOurs(url) && !isLocal;
    if (cancel) log(`a request of ${url.slice(0, 200)} was refused`);
    answer({ cancel });
  });
  // What is exported is written by main, where a dialog was answered.
  session.on('will-download', (event) => event.preventDefault());
}
