import { RemoteError } from '../rpc.ts';
import { type Notice, useStore } from './store.ts';

let count = 0;

/** Tells the photographer something, unless it is being told already. */
export function notify(notice: Omit<Notice, 'id'>): void {
  const { notices } = useStore.getState();
  const { title, message } = notice;
  if (notices.some((other) => other.title === title && other.message === message)) return;
  const id = ++count;
  useStore.setState(({ notices }) => ({ notices: [...notices, { id, ...notice }] }));
}

export function dismiss(id: number): void {
  useStore.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) }));
}

/** Tells of an error, whatever it is. @param wayOut what can be done about it */
export function notifyError(error: unknown, wayOut?: Notice['wayOut']): void {
  const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  const details = error instanceof RemoteError ? error.details : stack;
  notify({ kind: 'error', title: name, message, details, wayOut });
}

/** Tells of errors that nothing else heard of. @returns ends it */
export function notifyUnheard(): () => void {
  const failed = ({ error }: ErrorEvent) => {
    // What a browser only remarks on has no error with it.
    if (error) notifyError(error);
  };
  const rejected = ({ reason }: PromiseRejectionEvent) => notifyError(reason);
  window.addEventListener('error', failed);
  window.addEventListener('unhandledrejection', rejected);
  return () => {
    window.removeEventListener('error', failed);
    window.removeEventListener('unhandledrejection', rejected);
  };
}
