import { formatType, type Shape, sizeOf, type TensorType } from './tensor-type.ts';

/** A graph that does not make sense. The message names the op, its values and their shapes. */
export class GraphError extends Error {
  override readonly name = 'GraphError';
}

/**
 * A tensor-to-be in a graph. Values are immutable and hold what they are computed from, so a graph
 * is no more than the values one asks for; there is no container to register anything with.
 */
export type Value = Input | Parameter | Constant | Node;

/** Fed at every run. */
export interface Input extends TensorType {
  readonly kind: 'input';
  readonly name: string;
}

/**
 * A weight under its checkpoint name, or a part of one: fused weights (qkv, linear1, linear2) are
 * used, differentiated and trained in parts.
 */
export interface Parameter extends TensorType {
  readonly kind: 'parameter';
  /** Name of the checkpoint tensor. */
  readonly tensor: string;
  /** Shape of the checkpoint tensor. */
  readonly whole: Shape;
  /** The range that this is of it; absent for all of it. */
  readonly part?: Part;
}

/** A half-open range of the rows (axis 0) or columns (axis 1) of a tensor. */
export interface Part {
  readonly axis: 0 | 1;
  readonly start: number;
  readonly end: number;
}

export interface Constant extends TensorType {
  readonly kind: 'constant';
  readonly data: Float32Array | BigInt64Array;
}

/** The result of an op. */
export interface Node extends TensorType {
  readonly kind: 'node';
  readonly op: Op;
  readonly inputs: readonly Value[];
  readonly attributes: Attributes;
}

/**
 * Static arguments of an op, under the names of the ONNX attribute or input they become. A number
 * becomes a whole-number attribute, unless `onnx/operators.ts` says otherwise.
 */
export type Attributes = Readonly<Record<string, number | string | boolean | readonly number[]>>;

/**
 * An operator: its name, its shape rule and its gradient rule, in one place.
 *
 * @typeParam I tuple of its inputs
 * @typeParam A its attributes
 */
export interface Op<
  I extends readonly Value[] = readonly Value[],
  A extends Attributes = Attributes,
> {
  /** The ONNX operator of the same meaning; `onnx/operators.ts` handles those that need another form. */
  readonly name: string;
  /**
   * Shape rule: the type of the result. The inputs are of one dtype. Calls `reject` with the reason
   * (both shapes, where two disagree) for inputs that do not fit; the caller adds the op and its
   * values.
   */
  infer(inputs: I, attributes: A, reject: (reason: string) => never): TensorType;
  /**
   * Gradient rule: for every input, how the loss's gradient with respect to it follows from
   * `upstream`, the gradient with respect to the output. Returned unevaluated, since often only some
   * are wanted. A rule may return a gradient of the broadcast shape; the loop sums it back.
   */
  gradient(upstream: Value, node: OpNode<I, A>): readonly InputGradient[];
  /** Floating-point operations of the matrix products in it, multiply and add counted as two. */
  flops?(node: OpNode<I, A>): number;
}

/** A node as a gradient rule sees it. */
interface OpNode<I extends readonly Value[], A extends Attributes> {
  readonly inputs: I;
  readonly attributes: A;
  readonly output: Value;
}

/** Builds a gradient, or says why there is none. */
export type InputGradient = (() => Value) | NoGradient;
export interface NoGradient {
  readonly noGradient: string;
}

/** States an op definition with its types checked, for use in graphs of any op. */
export function defineOp<I extends readonly Value[], A extends Attributes = Record<never, never>>(
  op: Op<I, A>,
): Op<I, A> {
  return op;
}

/**
 * Applies an op.
 * @throws GraphError where the shape rule rejects the inputs
 */
export function apply<I extends readonly Value[], A extends Attributes>(
  op: Op<I, A>,
  inputs: I,
  attributes: A,
): Node {
  const reject = (reason: string): never => {
    throw new GraphError(`${op.name}(${inputs.map(describe).join(', ')}): ${reason}`);
  };
  const differing = inputs.find((operand) => operand.dtype !== inputs[0]?.dtype);
  if (differing) reject(`dtypes differ: ${inputs[0]?.dtype} and ${differing.dtype}`);
  const { dtype, shape } = op.infer(inputs, attributes, reject);
  if (!shape.every((size) => Number.isSafeInteger(size) && size >= 0)) {
    reject(`[${shape.join(',')}] is no shape: sizes are whole numbers from 0`);
  }
  // An op is only ever called back with inputs and attributes it was applied to here.
  return { kind: 'node', op: op as unknown as Op, inputs, attributes, dtype, shape };
}

/** A value in words: its name (or the op it comes from) and its type. */
export function describe(value: Value): string {
  return `${nameOf(value)}: ${formatType(value)}`;
}

function nameOf(value: Value): string {
  switch (value.kind) {
    case 'input':
      return value.name;
    case 'parameter':
      return parameterName(value);
    case 'constant':
      return 'constant';
    case 'node':
      return value.op.name;
  }
}

/** Checkpoint name, with the range where it is a part: `linear1.weight[0:288]`, `[:,0:96]`. */
export function parameterName({ tensor, part }: Parameter): string {
  if (!part) return tensor;
  const range = `${part.start}:${part.end}`;
  return `${tensor}[${part.axis === 0 ? range : `:,${range}`}]`;
}

/** A tensor fed at every run, under a name unique in its graph. */
export function input(name: string, { dtype, shape }: TensorType): Input {
  return { kind: 'input', name, dtype, shape };
}

/** A float32 constant of the given shape, `[values.length]` unless told. */
export function constant(
  values: ArrayLike<number>,
  shape: readonly number[] = [values.length],
): Constant {
  const data = Float32Array.from(values);
  if (data.length !== sizeOf(shape)) {
    throw new GraphError(`constant: ${data.length} values do not fill float32[${shape.join(',')}]`);
  }
  return { kind: 'constant', dtype: 'float32', shape, data };
}

/** A float32 scalar constant. */
export function scalar(value: number): Constant {
  return constant([value], []);
}

/** Every value that the given ones are computed from, each after its inputs. */
export function topological(outputs: readonly Value[]): Value[] {
  const order: Value[] = [];
  const seen = new Set<Value>();
  // An explicit stack: a deep model would overflow the call stack.
  const stack = outputs.map((value) => ({ value, entered: false })).reverse();
  for (let top = stack.pop(); top; top = stack.pop()) {
    const { value, entered } = top;
    if (entered) {
      order.push(value);
      continue;
    }
    if (seen.has(value)) continue;
    seen.add(value);
    stack.push({ value, entered: true });
    if (value.kind === 'node') {
      for (const operand of [...value.inputs].reverse()) {
        if (!seen.has(operand)) stack.push({ value: operand, entered: false });
      }
    }
  }
  return order;
}

/** For an input a rule cannot differentiate; asking for its gradient is an error with this reason. */
export function noGradient(reason: string): NoGradient {
  return { noGradient: reason };
}
