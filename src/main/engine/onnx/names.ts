import { type DType, sameShape } from '../graph/tensor-type.ts';
import { GraphError, type Parameter, parameterName, type Value } from '../graph/value.ts';
import { onnxDType } from './model.ts';
import type { ModelBuilder } from './model-builder.ts';
import { type HalfType, narrowed, type ProductType } from './products.ts';
import { dequantised, isQuantised } from './quantised.ts';
import type { ParameterSource } from './source.ts';

/**
 * Names that the values of a graph have in the model that is made of it. A weight gets one where it is
 * first needed, in the form that is needed: a product may take it as it lies in its file.
 */
export class Names {
  /** What products are computed in, where that is not float32. */
  readonly half: HalfType | undefined;
  private readonly builder: ModelBuilder;
  private readonly findSource: (parameter: Parameter) => ParameterSource;
  private readonly sources = new Map<Parameter, ParameterSource>();
  private readonly names = new Map<Value, string>();
  private readonly halves = new Map<Value, string>();

  constructor(
    builder: ModelBuilder,
    sourceOf: (parameter: Parameter) => ParameterSource,
    products: ProductType,
  ) {
    this.builder = builder;
    this.findSource = sourceOf;
    this.half = products === 'float32' ? undefined : products;
  }

  set(value: Value, name: string): void {
    this.names.set(value, name);
  }

  /** A value in its own type. */
  of(value: Value): string {
    const known = this.names.get(value);
    if (known !== undefined) return known;
    if (value.kind !== 'parameter') throw new GraphError(`${value.kind} is used before it is made`);
    const name = this.weight(value, value.dtype);
    this.names.set(value, name);
    return name;
  }

  /** A value in the type that products are computed in. */
  halfOf(value: Value): string {
    const { half, halves, builder } = this;
    if (!half) return this.of(value);
    const known = halves.get(value);
    if (known !== undefined) return known;
    const name = this.isStoredAsValues(value)
      ? this.weight(value, half)
      : narrowed(builder, this.of(value), half);
    halves.set(value, name);
    return name;
  }

  sourceOf(parameter: Parameter): ParameterSource {
    const source = this.sources.get(parameter) ?? this.findSource(parameter);
    this.sources.set(parameter, source);
    return source;
  }

  /** Whether a value is a weight that a product may take as it lies, or from its file's type at once. */
  private isStoredAsValues(value: Value): value is Parameter {
    if (value.kind !== 'parameter') return false;
    const source = this.sourceOf(value);
    return source !== 'fed' && !isQuantised(source);
  }

  private weight(parameter: Parameter, wanted: DType): string {
    const { builder } = this;
    const name = parameterName(parameter);
    const source = this.sourceOf(parameter);
    if (source === 'fed') return builder.input(name, parameter);
    if (isQuantised(source)) return dequantised(builder, name, source);
    const { shape, part } = parameter;
    const { dtype: stored, shape: lies, ...range } = source;
    let values: string;
    if (part?.axis === 1 && !sameShape(shape, lies)) {
      const all = builder.weight(parameter.tensor, { dtype: stored, shape: lies }, range);
      const bounds = [part.start, part.end, part.axis].map((bound) => builder.int64([bound]));
      values = builder.prepare('Slice', [all, ...bounds]);
    } else {
      values = builder.weight(name, { dtype: stored, shape }, range);
    }
    return stored === wanted
      ? values
      : builder.prepare('Cast', [values], { to: { int: onnxDType(wanted) } });
  }
}
