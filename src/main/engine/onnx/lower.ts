import { sameShape, type TensorType } from '../graph/tensor-type.ts';
import { type Parameter, parameterName, topological, type Value } from '../graph/value.ts';
import { type OnnxModel, onnxDType } from './model.ts';
import { ModelBuilder } from './model-builder.ts';
import { lowerNode } from './operators.ts';
import { dequantised, isQuantised, lowerQuantisedProduct } from './quantised.ts';
import type { ParameterSource } from './source.ts';

/**
 * Turns a graph into an ONNX model.
 *
 * @param outputs the values wanted, under the names they get
 * @param sourceOf where each parameter comes from; a fed one becomes an input under its name
 * @throws GraphError where two inputs, or an input and an output, share a name
 */
export function lower(
  outputs: Readonly<Record<string, Value>>,
  sourceOf: (parameter: Parameter) => ParameterSource,
): OnnxModel {
  const builder = new ModelBuilder();
  const names = new Map<Value, string>();
  const sources = new Map<Parameter, ParameterSource>();
  const sourceFor = (parameter: Parameter) => {
    const source = sources.get(parameter) ?? sourceOf(parameter);
    sources.set(parameter, source);
    return source;
  };
  // A weight becomes a value where one is needed: a product with a quantised one takes it as it lies.
  const nameOf = (value: Value) => {
    const name =
      names.get(value) ??
      (value.kind === 'parameter' ? lowerParameter(builder, value, sourceFor(value)) : '');
    names.set(value, name);
    return name;
  };
  const wanted = new Map(Object.entries(outputs).map(([name, value]) => [value, name]));
  for (const value of topological(Object.values(outputs))) {
    if (value.kind === 'parameter' && isQuantised(sourceFor(value))) continue;
    names.set(value, lowerValue(builder, value, sourceFor, nameOf));
    const name = wanted.get(value);
    // A node makes a result under its name where it can: no copy at the end.
    if (name !== undefined && builder.renameLast(nameOf(value), name)) names.set(value, name);
  }
  const types = new Map<string, TensorType>();
  for (const [name, value] of Object.entries(outputs)) {
    types.set(name, { dtype: value.dtype, shape: value.shape });
    if (nameOf(value) !== name) builder.copy(nameOf(value), name);
  }
  return builder.build(types);
}

function lowerValue(
  builder: ModelBuilder,
  value: Value,
  sourceOf: (parameter: Parameter) => ParameterSource,
  nameOf: (value: Value) => string,
): string {
  switch (value.kind) {
    case 'input':
      return builder.input(value.name, value);
    case 'parameter':
      return nameOf(value);
    case 'constant':
      return builder.constant(value.dtype, value.shape, value.data);
    case 'node':
      return (
        lowerQuantisedProduct(builder, value, sourceOf, nameOf) ?? lowerNode(value, builder, nameOf)
      );
  }
}

function lowerParameter(
  builder: ModelBuilder,
  parameter: Parameter,
  source: ParameterSource,
): string {
  const name = parameterName(parameter);
  if (source === 'fed') return builder.input(name, parameter);
  if (isQuantised(source)) return dequantised(builder, name, source);
  const { dtype, shape, part } = parameter;
  const { dtype: stored, shape: lies, ...range } = source;
  let values: string;
  if (part?.axis === 1 && !sameShape(shape, lies)) {
    const all = builder.weight(parameter.tensor, { dtype: stored, shape: lies }, range);
    const bounds = [part.start, part.end, part.axis].map((bound) => builder.int64([bound]));
    values = builder.prepare('Slice', [all, ...bounds]);
  } else {
    values = builder.weight(name, { dtype: stored, shape }, range);
  }
  return stored === dtype
    ? values
    : builder.prepare('Cast', [values], { to: { int: onnxDType(dtype) } });
}
