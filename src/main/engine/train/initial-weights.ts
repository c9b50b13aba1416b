import { sizeOf } from '../graph/tensor-type.ts';
import { type Parameter, parameterName } from '../graph/value.ts';
import { Random } from '../sampling/random.ts';

/** Layers that start at zero, so that every residual branch starts as nothing and the model as `F = 0`. */
const SILENT = /(\.conv2|^out|modulation\.lin|adaLN_modulation\.1|final_layer\.linear)\.weight$/;

/**
 * Values to start training an hourglass from, by parameter name: zero for biases and for what ends a
 * residual branch, He's variance (2 / fan-in) before a ReLU, 1 / fan-in elsewhere.
 */
export function initialWeights(
  parameters: Iterable<Parameter>,
  seed: number,
): Map<string, Float32Array<ArrayBuffer>> {
  const values = new Map<string, Float32Array<ArrayBuffer>>();
  for (const [index, parameter] of [...parameters].entries()) {
    values.set(parameterName(parameter), initial(parameter, new Random(seed, index)));
  }
  return values;
}

function initial({ tensor, shape, whole }: Parameter, random: Random): Float32Array<ArrayBuffer> {
  const count = sizeOf(shape);
  if (tensor.endsWith('.scale')) return new Float32Array(count).fill(1);
  if (tensor.endsWith('.bias') || SILENT.test(tensor)) return new Float32Array(count);
  const gain = tensor.endsWith('.conv1.weight') ? 2 : 1;
  return random.normals(count, Math.sqrt(gain / sizeOf(whole.slice(1))));
}
