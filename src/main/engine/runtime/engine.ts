import { fileURLToPath } from 'node:url';
import { siblingScript } from '../../files/sibling-script.ts';
import type { FromEngine, ToEngine } from './engine-messages.ts';
import type { Program } from './program.ts';
import type { Provider } from './providers.ts';
import { type ForkScript, forkByNode, type ScriptProcess } from './script-process.ts';
import type { Executor, SessionsOptions } from './sessions.ts';
import { EngineError, type Tensors } from './tensor.ts';
import { type WorkingMemory, workingMemory } from './working-memory.ts';

/** The engine process ended while it was running something. The next run starts a new one. */
export class EngineStoppedError extends EngineError {
  override readonly name = 'EngineStoppedError';
}

interface Job {
  readonly program: Program;
  readonly feeds: Tensors;
  readonly signal: AbortSignal | undefined;
  readonly settled: PromiseWithResolvers<Tensors>;
}

/**
 * Runs programs in a process of their own, which ONNX Runtime may block or bring down without harm
 * to this one. The process starts with the first run, and anew with the next after it was lost.
 * Runs wait here for each other, so aborting one (which ends the process, as nothing else stops a
 * run) costs the others no more than loading their sessions again.
 */
export class Engine implements Executor {
  private readonly options: SessionsOptions;
  private readonly fork: ForkScript;
  private waiting: Job[] = [];
  private child: ScriptProcess | undefined;
  private current: Job | undefined;
  /** Whether the engine has begun the current run. */
  private hasBegun = false;
  /** Whether the present engine process has answered anything. */
  private hasAnswered = false;

  /** @param fork how the engine process is started: by Node, or by Electron where that is the host */
  constructor(options: SessionsOptions, fork = forkByNode) {
    this.options = options;
    this.fork = fork;
  }

  async run(program: Program, feeds: Tensors, signal?: AbortSignal): Promise<Tensors> {
    signal?.throwIfAborted();
    const job: Job = { program, feeds, signal, settled: Promise.withResolvers() };
    const abort = () => this.abort(job);
    signal?.addEventListener('abort', abort);
    this.waiting.push(job);
    this.next();
    try {
      return await job.settled.promise;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  get provider(): Provider {
    return this.options.provider;
  }

  get half(): SessionsOptions['half'] {
    return this.options.half;
  }

  get memory(): WorkingMemory {
    return workingMemory(this.options.gpuBytes);
  }

  /** The engine process's id while there is one. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Ends the engine process; runs under way or waiting are rejected with {@link EngineStoppedError}. */
  stop(): void {
    const stopped = new EngineStoppedError('the engine was told to stop');
    for (const job of this.waiting.splice(0)) job.settled.reject(stopped);
    this.drop();
    this.finish((settled) => settled.reject(stopped));
  }

  private abort(job: Job): void {
    if (job === this.current) {
      this.drop();
      this.finish((settled) => settled.reject(job.signal?.reason));
      return;
    }
    this.waiting = this.waiting.filter((other) => other !== job);
    job.settled.reject(job.signal?.reason);
  }

  private next(): void {
    if (this.current) return;
    // One signal may stop many runs: none of the others is begun only to be stopped.
    for (const job of this.waiting.filter(({ signal }) => signal?.aborted)) this.abort(job);
    this.current = this.waiting.shift();
    if (this.current) this.begin(this.current);
  }

  private begin({ program, feeds }: Job, isUnknown = false): void {
    this.hasBegun = false;
    const message: ToEngine = {
      kind: 'run',
      key: program.key,
      feeds,
      ...(isUnknown && { program }),
    };
    try {
      this.child ??= this.start();
      this.child.send(message);
    } catch (error) {
      // A feed that cannot be cloned, say, or no memory for another process.
      this.finish((settled) => settled.reject(error));
    }
  }

  private finish(settle: (settled: Job['settled']) => void): void {
    const job = this.current;
    this.current = undefined;
    if (job) settle(job.settled);
    this.next();
  }

  private start(): ScriptProcess {
    this.hasAnswered = false;
    const entry = fileURLToPath(siblingScript('./engine-process', import.meta.url));
    const child = this.fork(entry, [], false, {
      message: (message) => {
        // What an engine that has been given up still says is not about the current run.
        if (child === this.child) this.receive(message as FromEngine);
      },
      ended: (how) => this.lost(child, how),
    });
    child.send({ kind: 'start', options: this.options } satisfies ToEngine);
    return child;
  }

  private receive(message: FromEngine): void {
    // To ask for a program shows only that it can start; it may yet fail on that program each time.
    if (message.kind !== 'unknown') this.hasAnswered = true;
    switch (message.kind) {
      case 'unknown':
        if (this.current) this.begin(this.current, true);
        return;
      case 'running':
        this.hasBegun = true;
        return;
      case 'result':
        this.finish((settled) => settled.resolve(message.outputs));
        return;
      case 'failure': {
        const error = Object.assign(new EngineError(message.message), { name: message.name });
        this.finish((settled) => settled.reject(error));
      }
    }
  }

  private lost(child: ScriptProcess, how: string): void {
    if (child !== this.child) return;
    this.drop();
    if (this.current && this.hasAnswered && !this.hasBegun) {
      // It worked, and was gone before it began this run: a new one can do it.
      this.begin(this.current);
      return;
    }
    const error = new EngineStoppedError(
      `the engine stopped during a run: ${how}. Nothing else is lost; run it again.`,
    );
    this.finish((settled) => settled.reject(error));
  }

  private drop(): void {
    // Given up before it is killed: a kill that fails is reported as the child's error at once.
    const child = this.child;
    this.child = undefined;
    child?.kill();
  }
}
