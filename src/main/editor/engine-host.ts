import type { Executor } from '../engine/runtime/sessions.ts';

/** What runs the model, and what a record says of it. */
export interface EngineHost {
  readonly executor: Executor;
  readonly identity: {
    /** The execution provider. */
    readonly provider: string;
    /** Version of Penumbra. */
    readonly app: string;
    readonly modelId: string;
  };
}
