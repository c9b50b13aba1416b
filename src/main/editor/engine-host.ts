import { Engine } from '../engine/runtime/engine.ts';
import { localSessionsOptions } from '../engine/runtime/local-options.ts';
import { type ForkScript, forkByNode } from '../engine/runtime/script-process.ts';
import type { Executor } from '../engine/runtime/sessions.ts';
import { type WorkingMemory, workingMemory } from '../engine/runtime/working-memory.ts';

/** The engine process of an app, on the best provider of this machine. */
export class EngineHost {
  private readonly fork: ForkScript;
  private engine: Engine | undefined;
  private made: Promise<Executor> | undefined;

  /** @param fork how its processes are started: by Node, or by Electron where that is the host */
  constructor(fork = forkByNode) {
    this.fork = fork;
  }

  /** Finds the provider out the first time, which takes a moment. */
  ready(): Promise<Executor> {
    this.made ??= this.start().catch((error) => {
      // A probe that failed may not fail again.
      this.made = undefined;
      throw error;
    });
    return this.made;
  }

  /** What models have to fit into; this machine's memory until its provider is known. */
  get memory(): WorkingMemory {
    return this.engine?.memory ?? workingMemory();
  }

  /** Ends the process. */
  stop(): void {
    this.engine?.stop();
  }

  private async start(): Promise<Executor> {
    this.engine = new Engine(await localSessionsOptions(undefined, this.fork), this.fork);
    return this.engine;
  }
}
