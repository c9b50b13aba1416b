import type { SafetensorsFile, StoredTensor } from './safetensors.ts';

/** Whether the file is a FLUX transformer as diffusers stores it. */
export function isDiffusersFlux({ tensors }: SafetensorsFile): boolean {
  return [...tensors.keys()].some((name) => /^(single_)?transformer_blocks\.\d+\./.test(name));
}

/** Whether the file is FLUX's autoencoder as diffusers stores it. */
export function isDiffusersAutoencoder({ tensors }: SafetensorsFile): boolean {
  return [...tensors.keys()].some((name) => /^(en|de)coder\.(down|up|mid)_block/.test(name));
}

/** Layers of their own whose names differ, from the ends of the original's to those of diffusers'. */
const EMBEDDERS: Readonly<Record<string, string>> = {
  'time_text_embed.timestep_embedder.linear_1': 'time_in.in_layer',
  'time_text_embed.timestep_embedder.linear_2': 'time_in.out_layer',
  'time_text_embed.text_embedder.linear_1': 'vector_in.in_layer',
  'time_text_embed.text_embedder.linear_2': 'vector_in.out_layer',
  'time_text_embed.guidance_embedder.linear_1': 'guidance_in.in_layer',
  'time_text_embed.guidance_embedder.linear_2': 'guidance_in.out_layer',
  context_embedder: 'txt_in',
  x_embedder: 'img_in',
  proj_out: 'final_layer.linear',
};

/** Layers of a block with two streams. */
const DOUBLE: Readonly<Record<string, string>> = {
  'norm1.linear': 'img_mod.lin',
  'norm1_context.linear': 'txt_mod.lin',
  'attn.norm_q': 'img_attn.norm.query_norm',
  'attn.norm_k': 'img_attn.norm.key_norm',
  'attn.norm_added_q': 'txt_attn.norm.query_norm',
  'attn.norm_added_k': 'txt_attn.norm.key_norm',
  'attn.to_out.0': 'img_attn.proj',
  'attn.to_add_out': 'txt_attn.proj',
  'ff.net.0.proj': 'img_mlp.0',
  'ff.net.2': 'img_mlp.2',
  'ff_context.net.0.proj': 'txt_mlp.0',
  'ff_context.net.2': 'txt_mlp.2',
};

/** Layers of a block with one stream. */
const SINGLE: Readonly<Record<string, string>> = {
  'norm.linear': 'modulation.lin',
  'attn.norm_q': 'norm.query_norm',
  'attn.norm_k': 'norm.key_norm',
  proj_out: 'linear2',
};

/** Parts of fused layers, by the index of the part. */
const IMG_QKV = ['attn.to_q', 'attn.to_k', 'attn.to_v'];
const TXT_QKV = ['attn.add_q_proj', 'attn.add_k_proj', 'attn.add_v_proj'];

/**
 * A diffusers FLUX transformer under the names of the original checkpoint: layers that are fused there
 * appear as parts (`…qkv.weight[0:3072]`). Names that are not diffusers' stay as they are, for the
 * binding to complain of.
 */
export function fluxFromDiffusers(file: SafetensorsFile): SafetensorsFile {
  const width = file.tensors.get('x_embedder.weight')?.shape[0] ?? 0;
  const tensors = new Map<string, StoredTensor>();
  for (const [name, stored] of file.tensors) {
    for (const [renamed, part] of fluxTensor(name, stored, width)) tensors.set(renamed, part);
  }
  return { ...file, tensors };
}

type Renamed = readonly [name: string, stored: StoredTensor];

/** @param width of the blocks */
function fluxTensor(name: string, stored: StoredTensor, width: number): Renamed[] {
  const [, layer = '', kind = ''] = /^(.*)\.(weight|bias)$/.exec(name) ?? [];
  const [, single, index, inner = ''] =
    /^(single_)?transformer_blocks\.(\d+)\.(.*)$/.exec(layer) ?? [];
  if (index === undefined) {
    if (layer === 'norm_out.linear') return swappedHalves(kind, stored);
    const known = EMBEDDERS[layer];
    return [[known ? `${known}.${kind}` : name, stored]];
  }
  const block = `${single ? 'single' : 'double'}_blocks.${index}`;
  const whole = (single ? SINGLE : DOUBLE)[inner];
  // The original calls the weight of these norms a scale.
  if (whole) return [[`${block}.${whole}.${/_norm$/.test(whole) ? 'scale' : kind}`, stored]];
  const rows = stored.shape[0] ?? 0;
  const part = (fused: string, from: number): Renamed[] => [
    [`${block}.${fused}.${kind}[${from}:${from + rows}]`, stored],
  ];
  if (single && inner === 'proj_mlp') return part('linear1', 3 * width);
  const qkv = single ? [[IMG_QKV, 'linear1'] as const] : FUSED;
  for (const [layers, fused] of qkv) {
    const at = layers.indexOf(inner);
    if (at !== -1) return part(fused, at * rows);
  }
  return [[name, stored]];
}

const FUSED = [
  [IMG_QKV, 'img_attn.qkv'],
  [TXT_QKV, 'txt_attn.qkv'],
] as const;

/** The last modulation: diffusers has the scale first, the original the shift. */
function swappedHalves(kind: string, stored: StoredTensor): Renamed[] {
  const [rows = 0, ...rest] = stored.shape;
  const half = rows / 2;
  const name = `final_layer.adaLN_modulation.1.${kind}`;
  const length = stored.length / 2;
  const part = (offset: number) => ({ ...stored, shape: [half, ...rest], offset, length });
  const [scale, shift] = [part(stored.offset), part(stored.offset + length)] as const;
  return [
    [`${name}[0:${half}]`, shift],
    [`${name}[${half}:${rows}]`, scale],
  ];
}

/** Layers of the autoencoder's parts, by what stands before and behind their number. */
const AUTOENCODER: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/\.conv_norm_out$/, '.norm_out'],
  [/\.mid_block\.resnets\.0\./, '.mid.block_1.'],
  [/\.mid_block\.resnets\.1\./, '.mid.block_2.'],
  [/\.mid_block\.attentions\.0\.group_norm$/, '.mid.attn_1.norm'],
  [/\.mid_block\.attentions\.0\.to_([qkv])$/, '.mid.attn_1.$1'],
  [/\.mid_block\.attentions\.0\.to_out\.0$/, '.mid.attn_1.proj_out'],
  [/\.down_blocks\.(\d+)\.resnets\.(\d+)\./, '.down.$1.block.$2.'],
  [/\.down_blocks\.(\d+)\.downsamplers\.0\.conv$/, '.down.$1.downsample.conv'],
  [/\.up_blocks\.(\d+)\.resnets\.(\d+)\./, '.up.$1.block.$2.'],
  [/\.up_blocks\.(\d+)\.upsamplers\.0\.conv$/, '.up.$1.upsample.conv'],
  [/\.conv_shortcut$/, '.nin_shortcut'],
];

/** A diffusers autoencoder under the names and in the shapes of the original checkpoint. */
export function autoencoderFromDiffusers(file: SafetensorsFile): SafetensorsFile {
  const levels = new Set(
    [...file.tensors.keys()].flatMap(
      (name) => /^decoder\.up_blocks\.(\d+)\./.exec(name)?.[1] ?? [],
    ),
  ).size;
  const tensors = new Map<string, StoredTensor>();
  for (const [name, stored] of file.tensors) {
    const dot = name.lastIndexOf('.');
    const layer = AUTOENCODER.reduce(
      (renamed, [pattern, to]) => renamed.replace(pattern, to),
      name.slice(0, dot),
      // Diffusers counts the decoder's levels from the deepest.
    ).replace(/^decoder\.up\.(\d+)\./, (_, level) => `decoder.up.${levels - 1 - Number(level)}.`);
    tensors.set(`${layer}${name.slice(dot)}`, asConvolution(layer, stored));
  }
  return { ...file, tensors };
}

/** Attention is a matrix in diffusers, and in the original a convolution with a kernel of one pixel. */
function asConvolution(layer: string, stored: StoredTensor): StoredTensor {
  const isMatrix = /\.attn_1\.(q|k|v|proj_out)$/.test(layer) && stored.shape.length === 2;
  return isMatrix ? { ...stored, shape: [...stored.shape, 1, 1] } : stored;
}
