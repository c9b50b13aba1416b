import { z } from 'zod';
import type { Answer } from '../../preload/bridge.ts';
import {
  isMethod,
  type Method,
  methods,
  type Params,
  type Result,
} from '../../preload/contract.ts';
import { failureOf } from '../editor/failure-of.ts';

/** What does the work of every method. */
export type Handlers = {
  readonly [M in Method]: (params: Params<M>) => Result<M> | Promise<Result<M>>;
};

/** A message that is not of the contract: a fault of the program, or an attack. */
class ContractError extends Error {
  override readonly name = 'ContractError';
}

/**
 * Answers a call from a window: checks it against the contract, does it, and checks the answer. Never throws.
 * @param log hears of every call that is refused or fails
 */
export async function dispatch(
  handlers: Handlers,
  method: unknown,
  params: unknown,
  log: (message: string) => void,
): Promise<Answer> {
  try {
    if (typeof method !== 'string' || !isMethod(method)) {
      throw new ContractError(`there is no method ${JSON.stringify(method)?.slice(0, 100)}`);
    }
    return { result: await call(handlers, method, params) };
  } catch (error) {
    const name = typeof method === 'string' ? method.slice(0, 100) : typeof method;
    log(`${name}: ${error}`);
    return { failure: failureOf(error) };
  }
}

async function call<M extends Method>(handlers: Handlers, method: M, params: unknown) {
  const { params: taken, result: given } = methods[method];
  const checked = taken.safeParse(params);
  if (!checked.success) {
    throw new ContractError(`${method} was called wrongly: ${z.prettifyError(checked.error)}`);
  }
  const result = await handlers[method](checked.data as Params<M>);
  return given.parse(result ?? null);
}
