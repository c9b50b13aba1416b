import type { Emit } from './emit.ts';
import { WorkspaceError } from './errors.ts';
import { failureOf } from './failure-of.ts';
import { Progress } from './progress.ts';

/** The one piece of work that a project may have going on, beside painting. */
export class Work {
  private readonly emit: Emit;
  private going: { readonly controller: AbortController; readonly done: Promise<void> } | undefined;

  constructor(emit: Emit) {
    this.emit = emit;
  }

  get isGoing(): boolean {
    return this.going !== undefined;
  }

  /**
   * Begins a piece of work; what it fails of is told as an event.
   * @throws WorkspaceError where something is going on already
   */
  begin(
    kind: 'explore' | 'refine',
    work: (progress: Progress, signal: AbortSignal) => Promise<void>,
  ): void {
    if (this.going) {
      throw new WorkspaceError('Something is already being explored. Cancel it first, or wait.');
    }
    const controller = new AbortController();
    const progress = new Progress(kind, (stage) => this.emit('stage', stage));
    const { signal } = controller;
    const done = work(progress, signal)
      .then(
        () => (signal.aborted ? 'cancelled' : 'done'),
        (error: unknown) => {
          if (signal.aborted) return 'cancelled';
          this.emit('failure', failureOf(error));
          return 'failed';
        },
      )
      .then((outcome) => {
        this.going = undefined;
        this.emit('ended', { work: kind, outcome });
        this.emit('stage', null);
      });
    this.going = { controller, done };
  }

  /** Ends what is going on; what is finished stays. */
  async cancel(): Promise<void> {
    this.going?.controller.abort(new WorkspaceError('cancelled'));
    await this.going?.done;
  }
}
