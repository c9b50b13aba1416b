/**
 * Aborted when the command is stopped from outside, so that it tidies up first.
 * @param message what is left of its work, and what to do next
 */
export function stopSignal(message: string): AbortSignal {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(name, () => stop.abort(new Error(message)));
  }
  return stop.signal;
}

/** What is said of a command that writes its result at the end. */
export const NOTHING_WRITTEN = 'stopped; nothing was written';
