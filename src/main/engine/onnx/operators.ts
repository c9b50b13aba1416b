import { sizeOf } from '../graph/tensor-type.ts';
import type { Attributes, Node, Value } from '../graph/value.ts';
import type { OnnxAttribute } from './model.ts';
import type { ModelBuilder } from './model-builder.ts';

/**
 * Emits the ONNX form of a node.
 * @param inputs names of the results of the node's inputs
 * @returns the name of the node's result
 */
type Rule = (node: Node, inputs: Operands, emit: ModelBuilder) => string;
/** As many of them as the op has inputs. */
type Operands = readonly [first: string, second: string, third: string];

/**
 * Ops whose ONNX form differs from ours; every other op has ONNX's name, inputs and attributes.
 * Each form is one that the CPU, CUDA and WebGPU providers all have (operator set 20, plus ONNX
 * Runtime's own RMS norm and rotary embedding), so the same bytes serve them all, but for the types that
 * products of large models are computed in (`products.ts`).
 */
const rules: Readonly<Record<string, Rule>> = {
  Reshape: (node, [x], emit) => emit.node('Reshape', [x, emit.int64(node.shape)]),

  Expand: (node, [x], emit) => emit.node('Expand', [x, emit.int64(node.shape)]),

  Slice(node, [x], emit) {
    const { axis, start, end, step } = node.attributes as Record<string, number>;
    const ranges = [start, end, axis, step].map((value) => emit.int64([value ?? 0]));
    return emit.node('Slice', [x, ...ranges]);
  },

  Reverse(node, [x], emit) {
    const axes = node.attributes['axes'] as readonly number[];
    const all = (value: number) => emit.int64(axes.map(() => value));
    // From the last element backwards to beyond the first, which a negative end would count from the back.
    const ranges = [all(-1), all(Number.MIN_SAFE_INTEGER), emit.int64(axes), all(-1)];
    return emit.node('Slice', [x, ...ranges]);
  },

  Pad(node, [x], emit) {
    const { axis, before, after } = node.attributes as Record<string, number>;
    const pads = emit.int64([before ?? 0, after ?? 0]);
    // The value to pad with is left out: it is zero of whatever type.
    return emit.node('Pad', [x, pads, '', emit.int64([axis ?? 0])]);
  },

  ReduceSum(node, inputs, emit) {
    const [{ shape }] = node.inputs as [Value];
    const axes = node.attributes['axes'] as readonly number[];
    const leads = axes.every((axis, index) => axis === index);
    const isMatrix = leads && axes.length < shape.length && node.dtype === 'float32';
    if (!isMatrix) return reduction(node, inputs, emit);
    // Down the rows of a matrix, a product with a row of ones is several times faster on the CPU.
    const rows = sizeOf(shape.slice(0, axes.length));
    const matrix = emit.node('Reshape', [inputs[0], emit.int64([rows, sizeOf(shape) / rows])]);
    const ones = emit.constant('float32', [1, rows], new Float32Array(rows).fill(1));
    return emit.node('Reshape', [emit.node('MatMul', [ones, matrix]), emit.int64(node.shape)]);
  },

  ReduceMean: reduction,

  LayerNormalization(node, [x, scale, bias], emit) {
    const [{ shape }, ...rows] = node.inputs as [Value, Value, Value];
    const width = shape.at(-1) ?? 0;
    const attributes = {
      axis: { int: -1 },
      epsilon: { float: node.attributes['epsilon'] as number },
    };
    if (rows.every((row) => sizeOf(row.shape) === width)) {
      const row = [scale, bias].map((name, i) =>
        rows[i]?.shape.length === 1 ? name : emit.node('Reshape', [name, emit.int64([width])]),
      );
      return emit.node('LayerNormalization', [x, ...row], attributes);
    }
    // One scale for each sample of a batch: only some providers broadcast it inside the operator.
    const ones = emit.constant('float32', [width], new Float32Array(width).fill(1));
    const normalised = emit.node('LayerNormalization', [x, ones], attributes);
    return emit.node('Add', [emit.node('Mul', [normalised, scale]), bias]);
  },

  SimplifiedLayerNormalization: (node, inputs, emit) =>
    emit.node('SimplifiedLayerNormalization', inputs, {
      axis: { int: -1 },
      epsilon: { float: node.attributes['epsilon'] as number },
    }),

  RotaryEmbedding(_node, [x, cosine, sine], emit) {
    const interleaved = { interleaved: { int: 1 } };
    const inputs = [x, emit.int64([0]), cosine, sine];
    return emit.node('RotaryEmbedding', inputs, interleaved, 'com.microsoft');
  },

  Conv(node, inputs, emit) {
    const { stride, pads } = node.attributes as { stride: number; pads: readonly number[] };
    const attributes = { strides: { ints: [stride, stride] }, pads: { ints: pads } };
    return emit.node('Conv', inputs, attributes);
  },
};

function reduction(node: Node, [x]: Operands, emit: ModelBuilder): string {
  const axes = emit.int64(node.attributes['axes'] as readonly number[]);
  return emit.node(node.op.name, [x, axes], { keepdims: { int: 1 } });
}

/** Emits the ONNX form of a node and returns the name of its result. */
export function lowerNode(
  node: Node,
  emit: ModelBuilder,
  nameOf: (value: Value) => string,
): string {
  const inputs = node.inputs.map(nameOf);
  const rule = rules[node.op.name];
  return rule
    ? rule(node, inputs as unknown as Operands, emit)
    : emit.node(node.op.name, inputs, onnxAttributes(node.attributes));
}

export function onnxAttributes(attributes: Attributes): Record<string, OnnxAttribute> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, onnxAttribute(value)]),
  );
}

function onnxAttribute(value: Attributes[string]): OnnxAttribute {
  switch (typeof value) {
    case 'number':
      return { int: value };
    case 'boolean':
      return { int: value ? 1 : 0 };
    case 'string':
      return { string: value };
    default:
      return { ints: value };
  }
}
