import { EventEmitter } from 'node:events';

type PermissionAnswer = (isGranted: boolean) => void;

/** Stands in for a session: keeps what it was told, to be asked by tests and by the window. */
export class SessionStandIn extends EventEmitter {
  requestPermission = (_contents: unknown, _permission: string, answer: PermissionAnswer): void =>
    answer(true);
  checkPermission = (_contents: unknown, _permission: string, _origin: string): boolean => true;
  allowDevice = (): boolean => true;
  private beforeRequest = (
    _details: { readonly url: string },
    answer: (how: { readonly cancel: boolean }) => void,
  ): void => answer({ cancel: false });

  readonly webRequest = {
    onBeforeRequest: (listener: SessionStandIn['beforeRequest']) => {
      this.beforeRequest = listener;
    },
  };

  setPermissionRequestHandler(handler: SessionStandIn['requestPermission']): void {
    this.requestPermission = handler;
  }

  setPermissionCheckHandler(handler: SessionStandIn['checkPermission']): void {
    this.checkPermission = handler;
  }

  setDevicePermissionHandler(handler: () => boolean): void {
    this.allowDevice = handler;
  }

  /** Whether a request may go out. */
  isAllowed(url: string): boolean {
    let isCancelled = false;
    this.beforeRequest({ url }, ({ cancel }) => {
      isCancelled = cancel;
    });
    return !isCancelled;
  }
}
