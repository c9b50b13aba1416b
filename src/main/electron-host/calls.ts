import type { IpcMain, IpcMainInvokeEvent, WebContents } from 'electron';
import { dispatch, type Handlers } from '../rpc/dispatch.ts';
import { isOurs } from './scheme.ts';

/** A message that did not come from the editor's page. */
class SenderError extends Error {
  override readonly name = 'SenderError';
}

interface Receiver {
  readonly handlers: Handlers;
  /** The window's page. */
  readonly contents: WebContents;
  /** Takes the path of a file that somebody dropped on the page. */
  readonly offer: (path: string) => void;
  /** Hears of what is refused or fails. */
  readonly log: (message: string) => void;
}

/** Answers the preload script. What any other frame says is refused before it is looked at. */
export function answerCalls(
  ipc: Pick<IpcMain, 'handle'>,
  { handlers, contents, offer, log }: Receiver,
): void {
  const check = (event: IpcMainInvokeEvent) => {
    const problem = senderProblem(event, contents);
    if (problem === undefined) return;
    log(`a message was refused: ${problem}`);
    throw new SenderError(`Only Penumbra's own page may ask this: ${problem}.`);
  };
  ipc.handle('call', (event, method: unknown, params: unknown) => {
    check(event);
    return dispatch(handlers, method, params, log);
  });
  ipc.handle('offer', (event, path: unknown) => {
    check(event);
    if (typeof path === 'string' && path !== '') offer(path);
  });
}

function senderProblem(
  { sender, senderFrame }: IpcMainInvokeEvent,
  contents: WebContents,
): string | undefined {
  if (sender !== contents) return 'it came from another window';
  if (!senderFrame) return 'its frame is gone';
  if (senderFrame.parent) return 'it came from a frame within the page';
  return isOurs(senderFrame.url) ? undefined : `it came from ${senderFrame.url}`;
}
