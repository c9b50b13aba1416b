import onnxProto from 'onnx-proto';
import type { TensorType } from '../graph/tensor-type.ts';
import { type Initializer, type OnnxAttribute, type OnnxModel, onnxDType } from './model.ts';

const { onnx } = onnxProto;
const { AttributeType } = onnx.AttributeProto;
const { DataLocation } = onnx.TensorProto;

/** WebGPU lacks newer operators; `operators.ts` uses none. */
const OPERATOR_SET = { version: 20, irVersion: 9 };
/** The first that takes values out of blocks; only graphs that do so are written for it. */
const BLOCKS_OPERATOR_SET = { version: 21, irVersion: 10 };

/** Serialises a model; the only code that knows protobuf. */
export function encodeModel(model: OnnxModel): Uint8Array {
  const hasBlocks = model.nodes.some(({ operator }) => operator === 'DequantizeLinear');
  const { version, irVersion } = hasBlocks ? BLOCKS_OPERATOR_SET : OPERATOR_SET;
  const message = onnx.ModelProto.create({
    irVersion,
    producerName: 'penumbra',
    opsetImport: [
      { domain: '', version },
      { domain: 'com.microsoft', version: 1 },
    ],
    graph: {
      name: 'penumbra',
      input: [...model.inputs].map(valueInfo),
      output: [...model.outputs].map(valueInfo),
      initializer: model.initializers.map(tensor),
      node: model.nodes.map((node) => ({
        opType: node.operator,
        domain: node.domain,
        input: [...node.inputs],
        output: [node.output],
        attribute: Object.entries(node.attributes).map(attribute),
      })),
    },
  });
  return onnx.ModelProto.encode(message).finish();
}

function valueInfo([name, { dtype, shape }]: [string, TensorType]) {
  const dim = shape.map((dimValue) => ({ dimValue }));
  return { name, type: { tensorType: { elemType: onnxDType(dtype), shape: { dim } } } };
}

function tensor({ name, dtype, shape, data }: Initializer) {
  const type = { name, dataType: onnxDType(dtype), dims: [...shape] };
  if (data instanceof Uint8Array) return { ...type, rawData: data };
  return {
    ...type,
    dataLocation: DataLocation.EXTERNAL,
    externalData: [
      { key: 'location', value: data.file },
      { key: 'offset', value: String(data.offset) },
      { key: 'length', value: String(data.length) },
    ],
  };
}

function attribute([name, value]: [string, OnnxAttribute]) {
  if ('int' in value) return { name, type: AttributeType.INT, i: value.int };
  if ('float' in value) return { name, type: AttributeType.FLOAT, f: value.float };
  if ('string' in value) return { name, type: AttributeType.STRING, s: Buffer.from(value.string) };
  return { name, type: AttributeType.INTS, ints: [...value.ints] };
}
