import type { TensorType } from '../graph/tensor-type.ts';
import { type Parameter, topological, type Value } from '../graph/value.ts';
import type { OnnxModel } from './model.ts';
import { ModelBuilder } from './model-builder.ts';
import { Names } from './names.ts';
import { lowerNode } from './operators.ts';
import { lowerHalfProduct, type ProductType } from './products.ts';
import { lowerQuantisedProduct } from './quantised.ts';
import type { ParameterSource } from './source.ts';

/**
 * Turns a graph into an ONNX model.
 *
 * @param outputs the values wanted, under the names they get
 * @param sourceOf where each parameter comes from; a fed one becomes an input under its name
 * @param products what matrix products are computed in
 * @throws GraphError where two inputs, or an input and an output, share a name
 */
export function lower(
  outputs: Readonly<Record<string, Value>>,
  sourceOf: (parameter: Parameter) => ParameterSource,
  products: ProductType,
): OnnxModel {
  const builder = new ModelBuilder();
  const names = new Names(builder, sourceOf, products);
  const wanted = new Map(Object.entries(outputs).map(([name, value]) => [value, name]));
  for (const value of topological(Object.values(outputs))) {
    if (value.kind === 'parameter') continue;
    names.set(value, lowerValue(builder, value, names));
    const name = wanted.get(value);
    // A node makes a result under its name where it can: no copy at the end.
    if (name !== undefined && builder.renameLast(names.of(value), name)) names.set(value, name);
  }
  const types = new Map<string, TensorType>();
  for (const [name, value] of Object.entries(outputs)) {
    types.set(name, { dtype: value.dtype, shape: value.shape });
    if (names.of(value) !== name) builder.copy(names.of(value), name);
  }
  return builder.build(types);
}

function lowerValue(builder: ModelBuilder, value: Exclude<Value, Parameter>, names: Names): string {
  switch (value.kind) {
    case 'input':
      return builder.input(value.name, value);
    case 'constant':
      return builder.constant(value.dtype, value.shape, value.data);
    case 'node':
      return (
        lowerQuantisedProduct(builder, value, names) ??
        lowerHalfProduct(builder, value, names) ??
        lowerNode(value, builder, (each) => names.of(each))
      );
  }
}
