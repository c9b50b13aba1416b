import type { Failure } from '../../preload/contract.ts';
import { ProjectError } from '../store/errors.ts';

/** An error as it crosses to a window. */
export function failureOf(error: unknown): Failure {
  const known = error instanceof Error ? error : new Error(String(error));
  const { name, message, stack = '', cause } = known;
  const details = cause instanceof Error ? `${stack}\nCaused by: ${cause.stack}` : stack;
  return { name, message, details, path: known instanceof ProjectError ? known.path : null };
}
