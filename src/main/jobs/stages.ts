/** Runs a named stage of work, and takes its time. */
export type Stage = <T>(name: string, work: () => Promise<T>) => Promise<T>;

/**
 * The stages of a job: each is told when it begins, and none begins after the signal was aborted.
 * @returns `stage`, and the milliseconds of those that are done
 */
export function stagesOf(
  tell: (event: { readonly kind: 'stage'; readonly stage: string }) => void,
  signal: AbortSignal,
): { readonly stage: Stage; readonly timings: Record<string, number> } {
  const timings: Record<string, number> = {};
  const stage: Stage = async (name, work) => {
    signal.throwIfAborted();
    tell({ kind: 'stage', stage: name });
    const start = performance.now();
    const result = await work();
    timings[name] = Math.round(performance.now() - start);
    return result;
  };
  return { stage, timings };
}
