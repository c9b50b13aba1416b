import type { Program } from './program.ts';
import type { SessionsOptions } from './sessions.ts';
import type { Tensors } from './tensor.ts';

/**
 * What main and the engine process say to each other. Messages are structured clones, so tensors
 * cross as they are in memory.
 */
export type ToEngine =
  | { readonly kind: 'start'; readonly options: SessionsOptions }
  /** The program comes along only where the engine has said that it does not know it. */
  | {
      readonly kind: 'run';
      readonly key: string;
      readonly program?: Program;
      readonly feeds: Tensors;
    };

export type FromEngine =
  /** The engine does not have the program: it is new, or was freed, or the engine is new. */
  | { readonly kind: 'unknown' }
  /** The run has begun: should the engine end now, it may be because of it. */
  | { readonly kind: 'running' }
  | { readonly kind: 'result'; readonly outputs: Tensors }
  | { readonly kind: 'failure'; readonly name: string; readonly message: string };
