import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ForkOptions, UtilityProcess } from 'electron';

const PARENT_PORT = fileURLToPath(new URL('./parent-port.fixture.ts', import.meta.url));

/** A process of Node's in the shape of Electron's `UtilityProcess`: a stand-in for tests. */
class UtilityProcessStandIn extends EventEmitter {
  /** Absent until it has spawned, and again once it has ended. */
  pid: number | undefined;
  private readonly child: ChildProcess;

  constructor(script: string, args: readonly string[], stdio: 'ignore' | 'inherit') {
    super();
    this.child = fork(script, args, {
      execArgv: ['--import', PARENT_PORT],
      serialization: 'advanced',
      stdio: ['ignore', stdio, stdio, 'ipc'],
    });
    this.child.once('spawn', () => {
      this.pid = this.child.pid;
      this.emit('spawn');
    });
    this.child.on('message', (message) => this.emit('message', message));
    this.child.once('close', (code, signal) => {
      this.pid = undefined;
      // As waitpid gives it, a signal's number is the code.
      this.emit('exit', code ?? { SIGTERM: 15, SIGKILL: 9 }[signal as string] ?? 1);
    });
  }

  postMessage(message: unknown): void {
    this.child.send(message as object);
  }

  kill(): boolean {
    return this.pid !== undefined && this.child.kill();
  }
}

export const utilityProcessStandIn = {
  fork(script: string, args: string[] = [], { stdio }: ForkOptions = {}): UtilityProcess {
    const child = new UtilityProcessStandIn(
      script,
      args,
      stdio === 'ignore' ? 'ignore' : 'inherit',
    );
    // Of Electron's type, with its overloads for every event, it has what is used of it.
    return child as unknown as UtilityProcess;
  },
};
