/** The engine process: runs programs for its parent, one at a time, until the parent goes. */
import { Worker } from 'node:worker_threads';
import type { FromEngine, ToEngine } from './engine-messages.ts';
import { Sessions } from './sessions.ts';
import { EngineError } from './tensor.ts';

let sessions: Sessions | undefined;

function say(message: FromEngine): void {
  // A parent that has gone is not an error to report to it; the process ends by itself.
  process.send?.(message, undefined, undefined, () => undefined);
}

async function obey(message: ToEngine): Promise<void> {
  if (message.kind === 'start') {
    sessions = new Sessions(message.options);
    return;
  }
  if (!sessions) throw new EngineError('the engine was asked to run before it was started');
  const program = message.program ?? sessions.programOf(message.key);
  if (!program) {
    say({ kind: 'unknown' });
    return;
  }
  say({ kind: 'running' });
  say({ kind: 'result', outputs: await sessions.run(program, message.feeds) });
}

process.on('message', async (message: ToEngine) => {
  try {
    await obey(message);
  } catch (error) {
    const { name, message: text } = error instanceof Error ? error : new Error(String(error));
    say({ kind: 'failure', name, message: text });
  }
});
process.on('disconnect', () => process.exit(0));

// A run blocks this thread, so that it would not notice for long that its parent is no more.
new Worker(new URL('./parent-watch.ts', import.meta.url), { workerData: process.ppid }).unref();
