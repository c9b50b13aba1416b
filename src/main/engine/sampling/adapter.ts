import { sizeOf } from '../graph/tensor-type.ts';
import { float32, type Tensors } from '../runtime/tensor.ts';
import type { StagedGraph } from './staged-graph.ts';

/** Additions to a model's attention weights: all that fine-tuning leaves behind. */
export interface Adapter {
  /** Of the products that are added to matrices; `full` where whole tensors are. */
  readonly rank: 'full' | number;
  /** By name, as `AdaptedParameters` asks for them. */
  readonly values: ReadonlyMap<string, Float32Array<ArrayBuffer>>;
}

/** The additions do not belong to the model. */
export class AdapterError extends Error {
  override readonly name = 'AdapterError';
}

/**
 * The additions as they are fed to a run.
 * @throws AdapterError where they are not exactly those that the model takes
 */
export function adapterFeeds({ additions }: StagedGraph, { values }: Adapter): Tensors {
  const feeds: Record<string, Tensors[string]> = {};
  for (const { name, shape } of additions) {
    const data = values.get(name);
    if (data?.length !== sizeOf(shape)) {
      throw new AdapterError(
        `the tuned weights have ${data ? `${data.length} values` : 'nothing'} for ${name} ` +
          `[${shape.join(',')}]: they belong to another model. Tune them again.`,
      );
    }
    feeds[name] = float32(data, shape);
  }
  const known = new Set(additions.map(({ name }) => name));
  const stranger = [...values.keys()].find((name) => !known.has(name));
  if (stranger !== undefined) {
    throw new AdapterError(
      `the tuned weights hold ${stranger}, which the model does not have: they belong to another model. ` +
        'Tune them again.',
    );
  }
  return feeds;
}
