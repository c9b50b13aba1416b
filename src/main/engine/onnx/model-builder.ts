import type { DType, Shape, TensorType } from '../graph/tensor-type.ts';
import { GraphError } from '../graph/value.ts';
import type { FileRange, Initializer, OnnxAttribute, OnnxModel, OnnxNode } from './model.ts';

type NodeAttributes = Readonly<Record<string, OnnxAttribute>>;

/**
 * Collects the parts of an ONNX model; values are handed around by name. Inputs and outputs have the
 * names they are given; everything else is named with a prefix that those may not have.
 */
export class ModelBuilder {
  private readonly inputs = new Map<string, TensorType>();
  private readonly initializers = new Map<string, Initializer>();
  private readonly constants = new Map<string, string>();
  private readonly preparations: OnnxNode[] = [];
  private readonly nodes: OnnxNode[] = [];
  private temporaries = 0;

  /** @throws GraphError where the name is taken */
  input(name: string, { dtype, shape }: TensorType): string {
    refuseReserved(name);
    if (this.inputs.has(name)) throw new GraphError(`two inputs are named ${name}`);
    this.inputs.set(name, { dtype, shape });
    return name;
  }

  /** Values from a file. The same name is the same values. */
  weight(tensor: string, { dtype, shape }: TensorType, data: FileRange): string {
    const name = `${RESERVED}w:${tensor}`;
    this.initializers.set(name, { name, dtype, shape, data });
    return name;
  }

  constant(dtype: DType, shape: Shape, values: NodeJS.TypedArray): string {
    const data = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const key = `${dtype}[${shape}]${Buffer.from(data).toString('latin1')}`;
    const name = this.constants.get(key) ?? `${RESERVED}c${this.constants.size}`;
    this.constants.set(key, name);
    this.initializers.set(name, { name, dtype, shape, data });
    return name;
  }

  int64(values: readonly number[]): string {
    return this.constant('int64', [values.length], BigInt64Array.from(values.map(BigInt)));
  }

  node(
    operator: string,
    inputs: readonly string[],
    attributes: NodeAttributes = {},
    domain: OnnxNode['domain'] = '',
  ): string {
    const output = this.temporary();
    this.nodes.push({ operator, domain, inputs, output, attributes });
    return output;
  }

  /** A node that works on weights alone, before all others. */
  prepare(operator: string, inputs: readonly string[], attributes: NodeAttributes = {}): string {
    const output = this.temporary();
    this.preparations.push({ operator, domain: '', inputs, output, attributes });
    return output;
  }

  /**
   * Gives the last node's result a name of its own.
   * @returns whether `result` was that
   */
  renameLast(result: string, name: string): boolean {
    const last = this.nodes.at(-1);
    if (last?.output !== result) return false;
    this.nodes[this.nodes.length - 1] = { ...last, output: name };
    return true;
  }

  /** A copy under another name. */
  copy(from: string, name: string): void {
    this.nodes.push({
      operator: 'Identity',
      domain: '',
      inputs: [from],
      output: name,
      attributes: {},
    });
  }

  /** @throws GraphError where an output is named like an input */
  build(outputs: ReadonlyMap<string, TensorType>): OnnxModel {
    for (const name of outputs.keys()) {
      refuseReserved(name);
      if (this.inputs.has(name))
        throw new GraphError(`an input and an output are both named ${name}`);
    }
    return {
      inputs: this.inputs,
      outputs,
      initializers: [...this.initializers.values()],
      // The runtime goes from the results backwards, later nodes first. Were a weight's widening
      // among the later ones, all would be widened before anything is computed with the first.
      nodes: [...this.preparations, ...this.nodes],
    };
  }

  private temporary(): string {
    return `${RESERVED}${this.temporaries++}`;
  }
}

/** What names begin with that are not an input's or an output's. */
const RESERVED = '%';

function refuseReserved(name: string): void {
  if (name.startsWith(RESERVED)) {
    throw new GraphError(`an input or output cannot be named ${name}: ${RESERVED} is reserved`);
  }
}
