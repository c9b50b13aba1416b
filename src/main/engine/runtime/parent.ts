/** How a script in a process of its own talks to the one that started it (`script-process.ts`). */

/** What Electron gives its utility processes in place of Node's channel. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

const { parentPort } = process as { readonly parentPort?: ParentPort };

export function tellParent(message: unknown): void {
  if (parentPort) parentPort.postMessage(message);
  // A parent that has gone is not an error to report to it; the process ends by itself.
  else process.send?.(message, undefined, undefined, () => undefined);
}

/** Keeps the process running until its parent goes. */
export function hearParent(listener: (message: unknown) => void): void {
  if (parentPort) {
    parentPort.on('message', ({ data }) => listener(data));
    return;
  }
  process.on('message', listener);
  process.on('disconnect', () => process.exit(0));
}
