import { type SafetensorsFile, type StoredTensor, WeightsError } from './safetensors.ts';

/** What the metadata of a file with quantised tensors says. */
export const QUANTISED = { key: 'penumbra', value: 'quantised' } as const;

/** Beside the numbers of a quantised tensor, which have its own name, lie their scales and zeros. */
export const SCALES = '.scales';
export const ZEROS = '.zeros';

/**
 * A file's quantised tensors in the shapes of their values, scales and zeros with them; other files as
 * they are.
 */
export function withQuantised(file: SafetensorsFile): SafetensorsFile {
  if (file.metadata[QUANTISED.key] !== QUANTISED.value) return file;
  const tensors = new Map(file.tensors);
  for (const [name, stored] of file.tensors) {
    const scales = tensors.get(`${name}${SCALES}`);
    const zeros = tensors.get(`${name}${ZEROS}`);
    if (!scales || !zeros) continue;
    tensors.set(name, valuesOf(file.path, name, { stored, scales, zeros }));
    tensors.delete(`${name}${SCALES}`);
    tensors.delete(`${name}${ZEROS}`);
  }
  return { ...file, tensors };
}

interface Stored {
  readonly stored: StoredTensor;
  readonly scales: StoredTensor;
  readonly zeros: StoredTensor;
}

function valuesOf(path: string, name: string, { stored, scales, zeros }: Stored): StoredTensor {
  const [rows = 0, blocks = 0, bytes = 0] = stored.shape;
  const [zeroRows, zeroBytes = 0] = zeros.shape;
  const bits = (8 * zeroBytes) / blocks;
  const size = (8 * bytes) / bits;
  const isWhole =
    (bits === 4 || bits === 8) &&
    zeroRows === rows &&
    scales.type === 'F32' &&
    scales.shape.join() === [rows, blocks].join();
  if (!isWhole) {
    throw new WeightsError(
      `${path}: the numbers, scales and zeros of ${name} do not belong together. Quantise the model again.`,
    );
  }
  return { ...stored, shape: [rows, blocks * size], blocks: { bits, size, scales, zeros } };
}
