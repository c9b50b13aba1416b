import type { Node } from '../graph/value.ts';
import { onnxDType } from './model.ts';
import type { ModelBuilder } from './model-builder.ts';
import type { Names } from './names.ts';
import { onnxAttributes } from './operators.ts';

/**
 * What matrix products take their operands in; what they add up, providers keep in more bits. All between
 * products (sums, norms, softmax) is float32 in any case, and so is what comes out of them.
 */
export type ProductType = 'float32' | HalfType;
export type HalfType = 'bfloat16' | 'float16';

/** The largest number of float16. FLUX's own weights lead beyond it in a few places. */
const FLOAT16_MAX = 65_504;

/**
 * Emits a matrix product in 16 bits.
 * @returns the name of the result; nothing for any other node, and where products are in float32
 */
export function lowerHalfProduct(
  builder: ModelBuilder,
  node: Node,
  names: Names,
): string | undefined {
  const { half } = names;
  const [a, b, bias] = node.inputs;
  const isProduct = node.op.name === 'MatMul' || node.op.name === 'Gemm';
  if (!half || !a || !b || !isProduct || node.dtype !== 'float32') return undefined;
  const operands = [names.halfOf(a), names.halfOf(b)];
  const product = builder.node(node.op.name, operands, onnxAttributes(node.attributes));
  const result = widened(builder, product, half);
  return bias ? builder.node('Add', [result, names.of(bias)]) : result;
}

/** A float32 value in 16 bits. */
export function narrowed(builder: ModelBuilder, name: string, half: HalfType): string {
  const value = half === 'float16' ? clipped(builder, name) : name;
  return builder.node('Cast', [value], { to: { int: onnxDType(half) } });
}

/** A product in 16 bits as float32. */
export function widened(builder: ModelBuilder, product: string, half: HalfType): string {
  const value = builder.node('Cast', [product], { to: { int: onnxDType('float32') } });
  return half === 'float16' ? clipped(builder, value) : value;
}

/** Within the range of float16: an infinity would be no number further on. */
function clipped(builder: ModelBuilder, name: string): string {
  const bounds = [-FLOAT16_MAX, FLOAT16_MAX].map((bound) =>
    builder.constant('float32', [], Float32Array.of(bound)),
  );
  return builder.node('Clip', [name, ...bounds]);
}
