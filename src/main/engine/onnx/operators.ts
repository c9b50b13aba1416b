import { type Shape, sizeOf } from '../graph/tensor-type.ts';
import type { Attributes, Node, Value } from '../graph/value.ts';
import type { OnnxAttribute } from './model.ts';

/** What a lowering rule builds ONNX nodes with. Values are handed around by name. */
export interface Emitter {
  /** The name that holds a value's result. */
  name(value: Value): string;
  /** A one-dimensional int64 constant. */
  int64(values: readonly number[]): string;
  /** A float32 constant. */
  float32(values: Float32Array, shape: Shape): string;
  node(
    operator: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, OnnxAttribute>>,
    domain?: 'com.microsoft',
  ): string;
}

type Rule = (node: Node, emit: Emitter) => string;

/**
 * Ops whose ONNX form differs from ours; every other op has ONNX's name, inputs and attributes.
 * Each form is one that the CPU, CUDA and WebGPU providers all run (operator set 20, plus the
 * contributed rotary embedding), so the same bytes serve them all; a provider that needs another
 * form gets it here and nowhere else.
 */
const rules: Readonly<Record<string, Rule>> = {
  Reshape: (node, emit) => emit.node('Reshape', [operand(node, emit), emit.int64(node.shape)]),

  Expand: (node, emit) => emit.node('Expand', [operand(node, emit), emit.int64(node.shape)]),

  Slice(node, emit) {
    const { axis, start, end, step } = node.attributes as Record<string, number>;
    const ranges = [start, end, axis, step].map((value) => emit.int64([value ?? 0]));
    return emit.node('Slice', [operand(node, emit), ...ranges]);
  },

  Reverse(node, emit) {
    const axes = node.attributes['axes'] as readonly number[];
    const all = (value: number) => emit.int64(axes.map(() => value));
    // From the last element backwards to beyond the first, which a negative end would count from the back.
    const ranges = [all(-1), all(Number.MIN_SAFE_INTEGER), emit.int64(axes), all(-1)];
    return emit.node('Slice', [operand(node, emit), ...ranges]);
  },

  Pad(node, emit) {
    const { axis, before, after } = node.attributes as Record<string, number>;
    const pads = emit.int64([before ?? 0, after ?? 0]);
    const zero = emit.float32(new Float32Array(1), []);
    return emit.node('Pad', [operand(node, emit), pads, zero, emit.int64([axis ?? 0])]);
  },

  ReduceSum(node, emit) {
    const [x] = node.inputs as [Value];
    const axes = node.attributes['axes'] as readonly number[];
    const leads = axes.every((axis, index) => axis === index);
    if (!leads || axes.length === x.shape.length) return reduction(node, emit);
    // Down the rows of a matrix, a product with a row of ones is several times faster on the CPU.
    const rows = sizeOf(x.shape.slice(0, axes.length));
    const matrix = emit.node('Reshape', [emit.name(x), emit.int64([rows, sizeOf(x.shape) / rows])]);
    const ones = emit.float32(new Float32Array(rows).fill(1), [1, rows]);
    return emit.node('Reshape', [emit.node('MatMul', [ones, matrix]), emit.int64(node.shape)]);
  },

  ReduceMean: reduction,

  LayerNormalization(node, emit) {
    const [x, scale, bias] = node.inputs as [Value, Value, Value];
    const width = x.shape.at(-1) ?? 0;
    const attributes = {
      axis: { int: -1 },
      epsilon: { float: node.attributes['epsilon'] as number },
    };
    if (sizeOf(scale.shape) === width && sizeOf(bias.shape) === width) {
      const row = (value: Value) =>
        value.shape.length === 1
          ? emit.name(value)
          : emit.node('Reshape', [emit.name(value), emit.int64([width])]);
      return emit.node('LayerNormalization', [emit.name(x), row(scale), row(bias)], attributes);
    }
    // One scale for each sample of a batch: only some providers broadcast it inside the operator.
    const ones = emit.float32(new Float32Array(width).fill(1), [width]);
    const normalised = emit.node('LayerNormalization', [emit.name(x), ones], attributes);
    return emit.node('Add', [emit.node('Mul', [normalised, emit.name(scale)]), emit.name(bias)]);
  },

  SimplifiedLayerNormalization: (node, emit) =>
    emit.node('SimplifiedLayerNormalization', node.inputs.map(emit.name), {
      axis: { int: -1 },
      epsilon: { float: node.attributes['epsilon'] as number },
    }),

  RotaryEmbedding(node, emit) {
    const [x, cosine, sine] = node.inputs.map(emit.name) as [string, string, string];
    return emit.node(
      'RotaryEmbedding',
      [x, emit.int64([0]), cosine, sine],
      { interleaved: { int: 1 } },
      'com.microsoft',
    );
  },

  Conv(node, emit) {
    const { stride, pads } = node.attributes as { stride: number; pads: readonly number[] };
    const attributes = { strides: { ints: [stride, stride] }, pads: { ints: pads } };
    return emit.node('Conv', node.inputs.map(emit.name), attributes);
  },
};

function operand(node: Node, emit: Emitter): string {
  return emit.name(node.inputs[0] as Value);
}

function reduction(node: Node, emit: Emitter): string {
  const axes = emit.int64(node.attributes['axes'] as readonly number[]);
  return emit.node(node.op.name, [operand(node, emit), axes], { keepdims: { int: 1 } });
}

/** Emits the ONNX form of a node and returns the name of its result. */
export function lowerNode(node: Node, emit: Emitter): string {
  const rule = rules[node.op.name];
  return rule
    ? rule(node, emit)
    : emit.node(node.op.name, node.inputs.map(emit.name), onnxAttributes(node.attributes));
}

function onnxAttributes(attributes: Attributes): Record<string, OnnxAttribute> {
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
