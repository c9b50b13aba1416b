/** The engine process: runs programs for its parent, one at a time, until the parent goes. */
import type { FromEngine, ToEngine } from './engine-messages.ts';
import type { Program } from './program.ts';
import { Sessions } from './sessions.ts';
import { EngineError } from './tensor.ts';

const programs = new Map<string, Program>();
let sessions: Sessions | undefined;

async function answer(message: ToEngine): Promise<FromEngine | undefined> {
  switch (message.kind) {
    case 'start':
      sessions = new Sessions(message.options);
      return undefined;
    case 'program':
      programs.set(message.program.key, message.program);
      return undefined;
    case 'run': {
      const program = programs.get(message.key);
      if (!program) return { kind: 'unknown', key: message.key };
      if (!sessions) throw new EngineError('the engine was asked to run before it was started');
      return { kind: 'result', outputs: await sessions.run(program, message.feeds) };
    }
  }
}

process.on('message', async (message: ToEngine) => {
  try {
    const reply = await answer(message);
    if (reply) process.send?.(reply);
  } catch (error) {
    const { name, message: text } = error instanceof Error ? error : new Error(String(error));
    process.send?.({ kind: 'failure', name, message: text } satisfies FromEngine);
  }
});
process.on('disconnect', () => process.exit(0));
