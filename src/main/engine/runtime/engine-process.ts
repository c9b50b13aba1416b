/** The engine process: runs programs for its parent, one at a time, until the parent goes. */
import { Worker } from 'node:worker_threads';
import { siblingScript } from '../../files/sibling-script.ts';
import type { FromEngine, ToEngine } from './engine-messages.ts';
import { hearParent, tellParent } from './parent.ts';
import { Sessions } from './sessions.ts';
import { EngineError } from './tensor.ts';

let sessions: Sessions | undefined;

function say(message: FromEngine): void {
  tellParent(message);
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

hearParent(async (message) => {
  try {
    await obey(message as ToEngine);
  } catch (error) {
    const { name, message: text } = error instanceof Error ? error : new Error(String(error));
    say({ kind: 'failure', name, message: text });
  }
});

// A run blocks this thread, so that it would not notice for long that its parent is no more.
const watch = siblingScript('./parent-watch', import.meta.url);
new Worker(watch, { workerData: process.ppid }).unref();
