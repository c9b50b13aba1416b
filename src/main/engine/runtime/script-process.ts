import { fork } from 'node:child_process';

/** A script that runs in a process of its own. It takes and sends structured clones. */
export interface ScriptProcess {
  /** Absent until it runs. */
  readonly pid: number | undefined;
  /** @throws where the message cannot be cloned */
  send(message: unknown): void;
  /** Ends it at once, whatever it is doing. */
  kill(): void;
}

/** Hears of a process, never before the call that started it has returned. */
interface ProcessListener {
  message(message: unknown): void;
  /** It ended or could not be started; all that it said has been heard. May come twice. */
  ended(how: string): void;
}

/**
 * Starts a script in a process of its own, which finds its parent by `parent.ts`. How depends on the host.
 * @param isQuiet whether what it prints is dropped
 */
export type ForkScript = (
  script: string,
  args: readonly string[],
  isQuiet: boolean,
  listener: ProcessListener,
) => ScriptProcess;

/** By Node itself: in the browser host and on the command line. */
export const forkByNode: ForkScript = (script, args, isQuiet, listener) => {
  const output = isQuiet ? 'ignore' : 'inherit';
  const child = fork(script, args, {
    serialization: 'advanced',
    stdio: ['ignore', output, output, 'ipc'],
  });
  child.on('message', (message) => listener.message(message));
  child.on('error', (error) => listener.ended(error.message));
  child.on('close', (code, signal) =>
    listener.ended(signal ? `it was ended by ${signal}` : `it exited with code ${code}`),
  );
  return {
    get pid() {
      return child.pid;
    },
    send: (message) => void child.send(message as object),
    kill: () => void child.kill('SIGKILL'),
  };
};
