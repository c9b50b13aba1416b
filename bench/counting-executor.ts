import type { Executor } from '../src/main/engine/runtime/sessions.ts';

/** An executor that counts its runs. */
export class CountingExecutor implements Executor {
  runs = 0;
  private readonly executor: Executor;

  constructor(executor: Executor) {
    this.executor = executor;
  }

  get provider() {
    return this.executor.provider;
  }

  get half() {
    return this.executor.half;
  }

  get memory() {
    return this.executor.memory;
  }

  run(...call: Parameters<Executor['run']>) {
    this.runs++;
    return this.executor.run(...call);
  }
}
