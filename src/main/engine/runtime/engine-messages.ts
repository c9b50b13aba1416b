import type { Program } from './program.ts';
import type { SessionsOptions } from './sessions.ts';
import type { Tensors } from './tensor.ts';

/**
 * What main and the engine process say to each other. Messages are structured clones, so tensors
 * cross as they are in memory.
 */
export type ToEngine =
  | { readonly kind: 'start'; readonly options: SessionsOptions }
  | { readonly kind: 'program'; readonly program: Program }
  | { readonly kind: 'run'; readonly key: string; readonly feeds: Tensors };

export type FromEngine =
  /** The engine does not know the program (it is new, or the engine is): send it, then run again. */
  | { readonly kind: 'unknown'; readonly key: string }
  | { readonly kind: 'result'; readonly outputs: Tensors }
  | { readonly kind: 'failure'; readonly name: string; readonly message: string };
