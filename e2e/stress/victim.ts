import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What became of a file: an answer of the process that opened it, or its end. */
export type Fate<Answer> = Answer | { readonly kind: 'crashed' | 'hung'; readonly detail: string };

/** A process that opens damaged files, and is replaced where it dies or hangs. */
export class Victim<Answer> {
  private readonly script: string;
  private readonly args: readonly string[];
  private readonly longestMs: number;
  private process: ChildProcess | undefined;

  /**
   * @param script in this folder; it is sent a path, and answers
   * @param longestMs a file that takes longer has hung
   */
  constructor(script: string, args: readonly string[], longestMs: number) {
    this.script = fileURLToPath(new URL(script, import.meta.url));
    this.args = args;
    this.longestMs = longestMs;
  }

  open(file: string): Promise<Fate<Answer>> {
    this.process ??= fork(this.script, this.args);
    const { process } = this;
    return new Promise((resolve) => {
      const settle = (fate: Fate<Answer>) => {
        clearTimeout(timer);
        process.removeAllListeners();
        resolve(fate);
      };
      const giveUp = (fate: Fate<Answer>) => {
        this.stop();
        settle(fate);
      };
      const timer = setTimeout(() => giveUp({ kind: 'hung', detail: 'hung' }), this.longestMs);
      process.once('message', (answer) => settle(answer as Answer));
      process.once('exit', (code, signal) =>
        giveUp({ kind: 'crashed', detail: `the process died (${signal ?? code})` }),
      );
      process.send(file);
    });
  }

  stop(): void {
    this.process?.kill('SIGKILL');
    this.process = undefined;
  }
}
