import { type Node, parameterName } from '../graph/value.ts';
import { onnxDType } from './model.ts';
import type { ModelBuilder } from './model-builder.ts';
import type { Names } from './names.ts';
import { widened } from './products.ts';
import type { BlockRanges, ParameterSource, StoredSource } from './source.ts';

type QuantisedSource = StoredSource & { readonly blocks: BlockRanges };

/** Whether a parameter lies in a file as numbers of few bits. */
export function isQuantised(source: ParameterSource): source is QuantisedSource {
  return source !== 'fed' && source.blocks !== undefined;
}

/**
 * Activations are rounded to eight bits in a product with weights of four, which are coarser by far and
 * are then multiplied faster; with weights of eight bits they stay as they are.
 */
const ACCURACY_LEVELS = { 4: 4, 8: 0 } as const;

/**
 * Emits `x·Wᵀ` of a weight that is quantised along its rows, as it lies.
 * @returns the name of the result; nothing for any other node
 */
export function lowerQuantisedProduct(
  builder: ModelBuilder,
  node: Node,
  names: Names,
): string | undefined {
  const [x, weight, bias] = node.inputs;
  const { transA, transB } = node.attributes;
  if (node.op.name !== 'Gemm' || transA || !transB || weight?.kind !== 'parameter')
    return undefined;
  const source = names.sourceOf(weight);
  if (!x || !isQuantised(source)) return undefined;
  const [rows = 0, width = 0] = weight.shape;
  const { bits, size, scales, zeros } = source.blocks;
  const blocks = width / size;
  const name = parameterName(weight);
  const stored = builder.weight(
    `${name}.blocks`,
    { dtype: 'uint8', shape: [rows, blocks, (size * bits) / 8] },
    source,
  );
  const exact = builder.weight(
    `${name}.scales`,
    { dtype: 'float32', shape: [rows, blocks] },
    scales,
  );
  // Scales are of the type of what they are multiplied with.
  const { half } = names;
  const scale = half ? builder.prepare('Cast', [exact], { to: { int: onnxDType(half) } }) : exact;
  const zero = builder.weight(
    `${name}.zeros`,
    { dtype: 'uint8', shape: [rows, (blocks * bits) / 8] },
    zeros,
  );
  const product = builder.node(
    'MatMulNBits',
    [names.halfOf(x), stored, scale, zero],
    {
      K: { int: width },
      N: { int: rows },
      bits: { int: bits },
      block_size: { int: size },
      accuracy_level: { int: ACCURACY_LEVELS[bits] },
    },
    'com.microsoft',
  );
  const result = half ? widened(builder, product, half) : product;
  return bias ? builder.node('Add', [result, names.of(bias)]) : result;
}

/** The values of a quantised weight, for whatever is no such product: gradients above all. */
export function dequantised(
  builder: ModelBuilder,
  name: string,
  { shape, blocks, ...range }: QuantisedSource,
): string {
  const { bits, size, scales, zeros } = blocks;
  const [rows = 0, width = 0] = shape;
  const dtype = bits === 4 ? 'uint4' : 'uint8';
  const perBlock = [rows, width / size];
  return builder.prepare(
    'DequantizeLinear',
    [
      builder.weight(`${name}.numbers`, { dtype, shape }, range),
      // Of the same bytes as in a product, seen in another shape.
      builder.weight(`${name}.scales`, { dtype: 'float32', shape: perBlock }, scales),
      builder.weight(`${name}.zero numbers`, { dtype, shape: perBlock }, zeros),
    ],
    { axis: { int: 1 }, block_size: { int: size } },
  );
}
