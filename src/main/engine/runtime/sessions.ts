import type { Program } from './program.ts';
import type { Provider } from './providers.ts';
import { Session, type SessionOptions } from './session.ts';
import type { Tensors } from './tensor.ts';
import { type WorkingMemory, workingMemory } from './working-memory.ts';

/** Runs programs, wherever that happens. */
export interface Executor {
  /** What it runs them on. */
  readonly provider: Provider;
  /** As in {@link SessionOptions}. */
  readonly half: SessionOptions['half'];
  /** What its models have to fit into. */
  readonly memory: WorkingMemory;
  /**
   * @param signal aborts the run; what it rejects with is the signal's reason
   * @throws EngineError where the program or its inputs are refused
   */
  run(program: Program, feeds: Tensors, signal?: AbortSignal): Promise<Tensors>;
}

export interface SessionsOptions extends SessionOptions {
  /**
   * Sessions are freed, the longest unused first, while their models and weights exceed this. What a
   * run needs for its activations comes on top.
   */
  readonly memoryBudgetBytes: number;
  /** Bytes of the provider's GPU, where that is known. */
  readonly gpuBytes?: number | undefined;
}

/**
 * Runs programs in this process, one after the other, keeping their sessions by what they compute.
 * A run blocks the thread, so a signal is heeded before it starts; only the engine process can be
 * stopped within one.
 */
export class Sessions implements Executor {
  private readonly options: SessionsOptions;
  /** In order of use, the longest unused first. */
  private readonly open = new Map<string, { session: Session; bytes: number }>();
  private last: Promise<unknown> = Promise.resolve();

  constructor(options: SessionsOptions) {
    this.options = options;
  }

  run(program: Program, feeds: Tensors, signal?: AbortSignal): Promise<Tensors> {
    return this.inTurn(async () => {
      signal?.throwIfAborted();
      const session = await this.session(program);
      try {
        return await session.run(feeds);
      } finally {
        if (!program.isKept) await this.free(program.key);
      }
    });
  }

  get provider(): Provider {
    return this.options.provider;
  }

  get half(): SessionOptions['half'] {
    return this.options.half;
  }

  get memory(): WorkingMemory {
    return workingMemory(this.options.gpuBytes);
  }

  /** The program of a session that is loaded. */
  programOf(key: string): Program | undefined {
    return this.open.get(key)?.session.program;
  }

  /** Bytes of the models and weights that are loaded. */
  get bytesInUse(): number {
    return [...this.open.values()].reduce((total, { bytes }) => total + bytes, 0);
  }

  /** Frees every session. */
  release(): Promise<void> {
    return this.inTurn(() => this.shrinkTo(0));
  }

  /** A session must not be freed while another call runs it. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.last.then(work);
    // Whoever asked for it hears of a failure; the next only waits for the end.
    this.last = result.catch(() => undefined);
    return result;
  }

  private async session(program: Program): Promise<Session> {
    const known = this.open.get(program.key);
    if (known) {
      this.open.delete(program.key);
      this.open.set(program.key, known);
      return known.session;
    }
    const bytes = program.model.length + program.weightBytes;
    // Room first: the old and the new model together may be more than there is.
    await this.shrinkTo(Math.max(0, this.options.memoryBudgetBytes - bytes));
    const session = await Session.open(program, this.options);
    this.open.set(program.key, { session, bytes });
    return session;
  }

  private async shrinkTo(budgetBytes: number): Promise<void> {
    for (const key of this.open.keys()) {
      if (this.bytesInUse <= budgetBytes) return;
      await this.free(key);
    }
  }

  private async free(key: string): Promise<void> {
    const session = this.open.get(key)?.session;
    this.open.delete(key);
    await session?.release();
  }
}
