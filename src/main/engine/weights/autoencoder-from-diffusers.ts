import { renamedTensors } from './renamed-tensors.ts';
import type { SafetensorsFile, StoredTensor } from './safetensors.ts';

/** Whether the file is FLUX's autoencoder as diffusers stores it. */
export function isDiffusersAutoencoder({ tensors }: SafetensorsFile): boolean {
  return [...tensors.keys()].some((name) => /^(en|de)coder\.(down|up|mid)_block/.test(name));
}

/** Parts of layers' names, where `#` is a number. */
const NAMES: readonly (readonly [diffusers: string, original: string])[] = [
  ['conv_norm_out', 'norm_out'],
  ['mid_block.resnets.0', 'mid.block_1'],
  ['mid_block.resnets.1', 'mid.block_2'],
  ['mid_block.attentions.0.group_norm', 'mid.attn_1.norm'],
  ['mid_block.attentions.0.to_q', 'mid.attn_1.q'],
  ['mid_block.attentions.0.to_k', 'mid.attn_1.k'],
  ['mid_block.attentions.0.to_v', 'mid.attn_1.v'],
  ['mid_block.attentions.0.to_out.0', 'mid.attn_1.proj_out'],
  ['down_blocks.#.resnets.#', 'down.#.block.#'],
  ['down_blocks.#.downsamplers.0.conv', 'down.#.downsample.conv'],
  ['up_blocks.#.resnets.#', 'up.#.block.#'],
  ['up_blocks.#.upsamplers.0.conv', 'up.#.upsample.conv'],
  ['conv_shortcut', 'nin_shortcut'],
];

/** A diffusers autoencoder under the names and in the shapes of the original checkpoint. */
export function autoencoderFromDiffusers(file: SafetensorsFile): SafetensorsFile {
  const levels = new Set(
    [...file.tensors.keys()].flatMap(
      (name) => /^decoder\.up_blocks\.(\d+)\./.exec(name)?.[1] ?? [],
    ),
  ).size;
  // Diffusers counts the decoder's levels from the deepest.
  const turned = (name: string) =>
    name.replace(/^(decoder\.up(?:_blocks)?)\.(\d+)/, (_, before, level) => {
      return `${before}.${levels - 1 - Number(level)}`;
    });
  const originals = [...file.tensors].map(([name, stored]) => {
    const original = NAMES.reduce(
      (renamed, [from, to]) => replaced(renamed, from, to),
      turned(name),
    );
    return [original, asConvolution(original, stored)] as const;
  });
  const nameInFile = (name: string) =>
    turned(NAMES.reduce((renamed, [to, from]) => replaced(renamed, from, to), name));
  return { ...file, tensors: renamedTensors(originals), nameInFile };
}

/** A name with a part of it replaced, and the part's numbers kept. */
function replaced(name: string, from: string, to: string): string {
  const pattern = new RegExp(`\\.${from.replaceAll('.', '\\.').replaceAll('#', '(\\d+)')}\\.`);
  return name.replace(pattern, (_, ...numbers) => {
    return `.${to.replaceAll('#', () => numbers.shift())}.`;
  });
}

/** Attention is a matrix in diffusers, and in the original a convolution with a kernel of one pixel. */
function asConvolution(name: string, stored: StoredTensor): StoredTensor {
  const isMatrix = /\.attn_1\.(q|k|v|proj_out)\.weight$/.test(name) && stored.shape.length === 2;
  return isMatrix ? { ...stored, shape: [...stored.shape, 1, 1] } : stored;
}
