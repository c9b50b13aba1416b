import { dependents } from '../autodiff/gradients.ts';
import { type Input, input, topological, type Value } from '../graph/value.ts';
import { AdaptedParameters } from '../nn/adapted-parameters.ts';
import { Parameters } from '../nn/parameters.ts';
import type { Adapter } from './adapter.ts';
import type { FlowModel, State } from './flow-model.ts';

/** A stage of a model as a graph of its own. */
export interface StageGraph {
  /** The state before it. */
  readonly inputs: Readonly<Record<string, Input>>;
  /** The state behind it. */
  readonly outputs: State;
  /** Additions to its weights, which are fed. */
  readonly additions: readonly Input[];
}

/** A model's stages over one collection of weights. */
export interface StagedGraph {
  readonly stages: readonly StageGraph[];
  readonly weights: Parameters;
  /** Additions to the weights of all stages. */
  readonly additions: readonly Input[];
}

/**
 * Builds the stages of a model.
 * @param rank where given, the attention weights have additions of this form
 */
export function stagedGraph(model: FlowModel, rank?: Adapter['rank']): StagedGraph {
  const adapted =
    rank === undefined ? undefined : new AdaptedParameters({ adapts: model.isAttention, rank });
  const weights = adapted ?? new Parameters();
  const stages: StageGraph[] = [];
  let state: Readonly<Record<string, Pick<Value, 'dtype' | 'shape'>>> = {
    z: { dtype: 'float32', shape: [1, ...model.shape] },
    sigma: { dtype: 'float32', shape: [1] },
    ...model.conditions,
  };
  for (const build of model.stages) {
    const inputs = Object.fromEntries(
      Object.entries(state).map(([name, type]) => [name, input(name, type)]),
    );
    const before = adapted?.additions.length ?? 0;
    const outputs = build(weights, inputs);
    stages.push({ inputs, outputs, additions: adapted?.additions.slice(before) ?? [] });
    state = outputs;
  }
  return { stages, weights, additions: adapted?.additions ?? [] };
}

/** What of a state depends on the values that gradients are wanted of, before every stage. */
export function liveStates(
  { stages }: StagedGraph,
  wanted: { readonly z: boolean; readonly additions: boolean },
): ReadonlySet<string>[] {
  let live: ReadonlySet<string> = new Set(wanted.z ? ['z'] : []);
  return stages.map(({ inputs, outputs, additions }) => {
    const before = live;
    const from = [...before].map((name) => inputs[name] as Value);
    const targets = [...from, ...(wanted.additions ? additions : [])];
    const reached = dependents(topological(Object.values(outputs)), targets);
    const names = Object.entries(outputs).flatMap(([name, value]) =>
      reached.has(value) ? [name] : [],
    );
    live = new Set(names);
    return before;
  });
}
