import type { DType, Shape, TensorType } from '../graph/tensor-type.ts';
import {
  describe,
  GraphError,
  type Parameter,
  parameterName,
  topological,
  type Value,
} from '../graph/value.ts';
import {
  type FileRange,
  type Initializer,
  type OnnxModel,
  type OnnxNode,
  onnxDType,
} from './model.ts';
import { type Emitter, lowerNode } from './operators.ts';

/** Where a parameter's values come from: a file, or whoever runs the model. */
export type ParameterSource = 'fed' | (FileRange & { readonly dtype: DType });

/**
 * Turns a graph into an ONNX model.
 *
 * @param outputs the values wanted, under the names they get
 * @param sourceOf where each parameter comes from; a fed one becomes an input under its name
 * @throws GraphError where two inputs share a name
 */
export function lower(
  outputs: Readonly<Record<string, Value>>,
  sourceOf: (parameter: Parameter) => ParameterSource,
): OnnxModel {
  const inputs = new Map<string, TensorType>();
  const initializers: Initializer[] = [];
  const constants = new Map<string, string>();
  const initialized = new Set<string>();
  const nodes: OnnxNode[] = [];
  const names = new Map<Value, string>();
  const wanted = new Map<Value, string>();
  for (const [name, value] of Object.entries(outputs)) {
    if (value.kind === 'node' && !wanted.has(value)) wanted.set(value, name);
  }
  let temporaries = 0;

  const addNode = (
    operator: string,
    from: readonly string[],
    attributes: OnnxNode['attributes'],
    domain: OnnxNode['domain'],
    output: string,
  ) => {
    nodes.push({ operator, domain, inputs: from, output, attributes });
    return output;
  };
  const addConstant = (dtype: DType, shape: Shape, data: Uint8Array) => {
    const key = `${dtype}[${shape}]${Buffer.from(data).toString('latin1')}`;
    const known = constants.get(key);
    if (known) return known;
    const name = `%c${constants.size}`;
    constants.set(key, name);
    initializers.push({ name, dtype, shape, data });
    return name;
  };
  const addInput = (name: string, { dtype, shape }: TensorType) => {
    if (inputs.has(name)) throw new GraphError(`two inputs are named ${name}`);
    inputs.set(name, { dtype, shape });
    return name;
  };
  const addParameter = (parameter: Parameter) => {
    const name = parameterName(parameter);
    const source = sourceOf(parameter);
    if (source === 'fed') return addInput(name, parameter);
    const { tensor, whole, part } = parameter;
    const { dtype, ...data } = source;
    const cutsColumns = part?.axis === 1;
    const stored = cutsColumns ? tensor : name;
    if (!initialized.has(stored)) {
      initialized.add(stored);
      const shape = cutsColumns ? whole : parameter.shape;
      initializers.push({ name: stored, dtype, shape, data });
    }
    const values = cutsColumns
      ? emit.node('Slice', [stored, ...[part.start, part.end, 1].map((x) => emit.int64([x]))])
      : stored;
    return dtype === parameter.dtype
      ? values
      : emit.node('Cast', [values], { to: { int: onnxDType(parameter.dtype) } });
  };

  const emit: Emitter = {
    name(value) {
      const name = names.get(value);
      if (name === undefined)
        throw new GraphError(`${describe(value)} is used before it is computed`);
      return name;
    },
    int64: (values) =>
      addConstant('int64', [values.length], bytesOf(BigInt64Array.from(values.map(BigInt)))),
    float32: (values, shape) => addConstant('float32', shape, bytesOf(values)),
    node: (operator, from, attributes = {}, domain) =>
      addNode(operator, from, attributes, domain ?? '', `%${temporaries++}`),
  };

  for (const value of topological(Object.values(outputs))) {
    switch (value.kind) {
      case 'input':
        names.set(value, addInput(value.name, value));
        break;
      case 'parameter':
        names.set(value, addParameter(value));
        break;
      case 'constant':
        names.set(value, addConstant(value.dtype, value.shape, bytesOf(value.data)));
        break;
      case 'node': {
        const result = lowerNode(value, emit);
        const name = wanted.get(value);
        const last = nodes.at(-1);
        // The node that makes a wanted value makes it under its name: no copy at the end.
        if (name !== undefined && last?.output === result)
          nodes[nodes.length - 1] = { ...last, output: name };
        names.set(value, name ?? result);
      }
    }
  }
  for (const [name, value] of Object.entries(outputs)) {
    if (wanted.get(value) !== name) addNode('Identity', [emit.name(value)], {}, '', name);
  }
  const types = Object.entries(outputs).map(
    ([name, { dtype, shape }]) => [name, { dtype, shape }] as const,
  );
  return { inputs, outputs: new Map(types), initializers, nodes };
}

function bytesOf({ buffer, byteOffset, byteLength }: NodeJS.TypedArray): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
