import type { Failure } from '../../preload/contract.ts';
import { RemoteError } from '../rpc.ts';
import { sentence } from './sentence.ts';
import { type Notice, useStore } from './store.ts';

let count = 0;

/** Milliseconds that each is told for: it is read in less. Errors stay until they are closed. */
const TOLD_MS = { done: 10_000, note: 20_000, error: null };

/** Tells the photographer something, unless it is being told already. */
export function notify(notice: Omit<Notice, 'id'>): void {
  const { notices } = useStore.getState();
  const { title, message } = notice;
  if (notices.some((other) => other.title === title && other.message === message)) return;
  const id = ++count;
  const told = TOLD_MS[notice.kind];
  if (told !== null) setTimeout(() => dismiss(id), told);
  useStore.setState(({ notices }) => ({ notices: [...notices, { id, ...notice }] }));
}

/** Closes a message. */
export function dismiss(id: number): void {
  useStore.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) }));
}

/** Closes what was told of the project that was shown. */
export function dismissNotes(): void {
  useStore.setState(({ notices }) => ({ notices: notices.filter(({ kind }) => kind !== 'note') }));
}

/** Errors of projects that cannot be edited, but read (`store/errors.ts`). */
const LOCKED_ERRORS: ReadonlySet<string> = new Set([
  'ProjectInUseError',
  'ReadOnlyProjectError',
  'LinkedProjectError',
]);

/** Tells of an error, whatever it is. */
export function notifyError(error: unknown): void {
  if (error instanceof RemoteError) {
    notifyFailure(error);
    return;
  }
  const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  notify({ kind: 'error', title: name, message, details: stack });
}

/** Tells of an error of main's. */
export function notifyFailure({ name, message, details, path }: Failure): void {
  const toLookAt = path !== null && LOCKED_ERRORS.has(name) ? path : undefined;
  notify({ kind: 'error', title: name, message: sentence(message), details, toLookAt });
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
