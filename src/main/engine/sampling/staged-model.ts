import { gradients } from '../autodiff/gradients.ts';
import { add, mul, sumAll } from '../graph/ops/index.ts';
import { type Input, input, topological, type Value } from '../graph/value.ts';
import { type CompileOptions, compile, type Program, type Weights } from '../runtime/program.ts';
import type { Executor } from '../runtime/sessions.ts';
import { EngineError, float32Data, type Tensor, type Tensors } from '../runtime/tensor.ts';
import type { Adapter } from './adapter.ts';
import type { FlowModel, State } from './flow-model.ts';
import { liveStates, type StagedGraph, type StageGraph, stagedGraph } from './staged-graph.ts';

/** A scalar of the last state, and what it is differentiated with respect to. */
export interface Objective {
  /** Builds it from `velocity`, and perhaps from inputs of its own. */
  readonly loss: (last: State) => Value;
  readonly wanted: 'z' | 'additions';
}

/** A loss, with its gradients by the names of their inputs. */
export interface Differentiated {
  readonly loss: number;
  readonly gradients: Tensors;
}

/**
 * Runs a model stage by stage: forwards with nothing kept but the states between stages; backwards with
 * each stage's inner values computed a second time (Chen et al. 2016), so that memory grows by one state
 * a stage. A signal is heeded between stages.
 */
export class StagedModel {
  readonly graph: StagedGraph;
  private readonly model: FlowModel;
  private readonly executor: Executor;
  private readonly products: CompileOptions['products'];
  private readonly forward: readonly Forward[];
  /** Whether gradients are asked for at points that the velocity is asked for too. */
  private goesBack = false;
  /** The states of the last such point. */
  private kept: { readonly feeds: Tensors; readonly states: Tensors[] } | undefined;

  /**
   * @param rank of additions to the attention weights, which are then to be fed
   * @throws WeightsError where the file does not hold exactly the model's tensors
   */
  constructor(model: FlowModel, executor: Executor, rank?: Adapter['rank']) {
    this.model = model;
    this.executor = executor;
    this.graph = stagedGraph(model, rank);
    this.products = model.bearsHalfProducts ? executor.half : undefined;
    const { weights, products } = this;
    this.forward = this.graph.stages.map(
      ({ outputs }) => new Forward(outputs, weights, { products }),
    );
  }

  /**
   * The velocity.
   * @param feeds `z`, `sigma`, and the additions to weights
   */
  async velocity(feeds: Tensors, signal?: AbortSignal): Promise<Tensor> {
    const { velocity } = (await this.states(feeds, this.forward.length, signal)).at(-1) as Tensors;
    if (!velocity) throw new EngineError('the last stage of the model gives no velocity');
    return velocity;
  }

  /** Prepares an objective for being differentiated many times. */
  differentiable({
    loss,
    wanted,
  }: Objective): (feeds: Tensors, signal?: AbortSignal) => Promise<Differentiated> {
    const { stages } = this.graph;
    const live = liveStates(this.graph, { z: wanted === 'z', additions: wanted === 'additions' });
    const last = stages.length - 1;
    if (wanted === 'z') this.goesBack = true;
    // Gradients are smaller than what float16 can tell from nothing.
    const products = this.products === 'float16' ? undefined : this.products;
    const backward: Backward[] = [];
    for (const [index, stage] of [...stages.entries()].reverse()) {
      const behind = backward[index + 1];
      const scalar = behind ? pulled(stage, behind.states) : loss(stage.outputs);
      backward[index] = new Backward(stage, scalar, live[index], wanted, (outputs) =>
        compile(outputs, this.weights, { products }),
      );
    }
    return async (feeds, signal) => {
      const back = backward.filter(({ isIdle }) => !isIdle).length;
      const states = await this.states(feeds, last, signal, last + back);
      let result: Tensors = {};
      let scalar = Number.NaN;
      let found: Tensors = {};
      for (let index = last; index >= 0; index--) {
        const stage = backward[index] as Backward;
        if (stage.isIdle) break;
        const given = { ...feeds, ...states[index], ...cotangentsOf(result) };
        result = await this.run(stage.program, given, signal);
        this.model.onStage?.(2 * last + 1 - index, last + back);
        if (index === last) scalar = float32Data(result['loss'] as Tensor)[0] as number;
        found = { ...found, ...stage.gradientsIn(result) };
      }
      return { loss: scalar, gradients: found };
    };
  }

  /**
   * The states before every stage up to one, and that behind the last of them.
   * @param of how many stages the work is in all, on the way back too
   */
  private async states(
    feeds: Tensors,
    count: number,
    signal: AbortSignal | undefined,
    of = count,
  ): Promise<Tensors[]> {
    const { z, sigma } = feeds;
    if (!z || !sigma) throw new EngineError('z and sigma were not given');
    if (this.kept && this.kept.states.length > count && this.isSame(feeds, this.kept.feeds)) {
      const [first, ...further] = this.kept.states.slice(0, count + 1);
      return [{ ...first, z, sigma }, ...further];
    }
    const states: Tensors[] = [{ z, sigma, ...this.model.conditions }];
    for (const [index, stage] of this.forward.slice(0, count).entries()) {
      const state = states[index] as Tensors;
      const results = await this.run(stage.program, { ...feeds, ...state }, signal);
      states.push(stage.stateIn(results, state));
      this.model.onStage?.(index + 1, of);
    }
    if (this.goesBack) {
      // Copied: an optimiser moves its point in place.
      const point = { ...z, data: z.data.slice() };
      this.kept = { feeds: { ...feeds, z: point }, states };
    }
    return states;
  }

  /** Whether the same is fed to the stages: the point by its values, additions by what they are. */
  private isSame(feeds: Tensors, kept: Tensors): boolean {
    return (
      isEqual(feeds['z'], kept['z']) &&
      isEqual(feeds['sigma'], kept['sigma']) &&
      this.graph.additions.every(({ name }) => feeds[name] === kept[name])
    );
  }

  private run(program: Program, feeds: Tensors, signal?: AbortSignal): Promise<Tensors> {
    const wanted = Object.keys(program.inputs).flatMap((name) => {
      const tensor = feeds[name];
      return tensor ? [[name, tensor] as const] : [];
    });
    return this.executor.run(program, Object.fromEntries(wanted), signal);
  }

  private get weights() {
    return { file: this.model.file, parameters: this.graph.weights };
  }
}

function isEqual(a: Tensor | undefined, b: Tensor | undefined): boolean {
  if (!a || !b || a.data.length !== b.data.length) return false;
  for (let i = 0; i < a.data.length; i++) if (a.data[i] !== b.data[i]) return false;
  return true;
}

/** A stage's program, with what of a state passes by it. */
class Forward {
  readonly program: Program;
  private readonly outputs: State;

  constructor(outputs: State, weights: Weights, { products }: CompileOptions) {
    this.outputs = outputs;
    const computed = Object.entries(outputs).filter(([, value]) => value.kind === 'node');
    this.program = compile(
      Object.fromEntries(computed.map(([name, value]) => [`next ${name}`, value])),
      weights,
      { products },
    );
  }

  /** The state behind the stage. */
  stateIn(results: Tensors, before: Tensors): Tensors {
    const entries = Object.entries(this.outputs).map(([name, value]) => [
      name,
      value.kind === 'input' ? before[value.name] : results[`next ${name}`],
    ]);
    return Object.fromEntries(entries);
  }
}

/** A stage's program backwards. */
class Backward {
  /** Of the state before the stage, what gradients come of. */
  readonly states: ReadonlySet<string>;
  private readonly targets: readonly Input[];
  private readonly scalar: Value | undefined;
  private readonly compileHere: (outputs: State) => Program;
  private compiled: Program | undefined;

  constructor(
    { inputs, additions }: StageGraph,
    scalar: Value | undefined,
    live: ReadonlySet<string> | undefined,
    wanted: Objective['wanted'],
    compileHere: (outputs: State) => Program,
  ) {
    const reached = new Set(scalar ? topological([scalar]) : []);
    const states = Object.values(inputs).filter(
      (state) => live?.has(state.name) && reached.has(state),
    );
    const tuned = wanted === 'additions' ? additions.filter((each) => reached.has(each)) : [];
    this.states = new Set(states.map(({ name }) => name));
    this.targets = [...states, ...tuned];
    this.scalar = scalar;
    this.compileHere = compileHere;
  }

  /** Whether nothing that is wanted lies in or before the stage. */
  get isIdle(): boolean {
    return this.targets.length === 0;
  }

  get program(): Program {
    this.compiled ??= this.compile();
    return this.compiled;
  }

  private compile(): Program {
    const loss = this.scalar;
    if (!loss) throw new EngineError('a stage that no gradient comes to cannot go backwards');
    const wanted = gradients(loss, this.targets);
    const named = this.targets.map(({ name }, index) => [gradientOf(name), wanted[index]]);
    return this.compileHere({ loss, ...Object.fromEntries(named) });
  }

  /** The gradients in the results of a run, by the names of their inputs. */
  gradientsIn(results: Tensors): Tensors {
    const entries = this.targets.map(({ name }) => [name, results[gradientOf(name)]]);
    return Object.fromEntries(entries);
  }
}

function gradientOf(name: string): string {
  return `gradient of ${name}`;
}

/** The gradients of a state, as they are fed to the stage before. */
function cotangentsOf(results: Tensors): Tensors {
  return Object.fromEntries(
    Object.entries(results).flatMap(([name, tensor]) =>
      name.startsWith(gradientOf('')) ? [[`fed ${name}`, tensor]] : [],
    ),
  );
}

/** `Σ⟨gradient, output⟩`, whose gradients are those of the loss; nothing where none comes. */
function pulled({ outputs }: StageGraph, behind: ReadonlySet<string>): Value | undefined {
  const products = Object.entries(outputs)
    .filter(([name]) => behind.has(name))
    .map(([name, value]) => sumAll(mul(value, input(`fed ${gradientOf(name)}`, value))));
  return products.length > 0 ? products.reduce(add) : undefined;
}
