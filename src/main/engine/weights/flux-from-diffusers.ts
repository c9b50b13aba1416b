import { renamedTensors } from './renamed-tensors.ts';
import type { SafetensorsFile, StoredTensor } from './safetensors.ts';

/** Whether the file is a FLUX transformer as diffusers stores it. */
export function isDiffusersFlux({ tensors }: SafetensorsFile): boolean {
  return [...tensors.keys()].some((name) => /^(single_)?transformer_blocks\.\d+\./.test(name));
}

/**
 * Names of layers, from those of diffusers to those of the original. What is fused in one of the two has rows
 * of it in the other, in widths of the model: `[3:7]`.
 */
type Layers = Readonly<Record<string, string>>;

/** Layers of a block with two streams. */
const DOUBLE: Layers = {
  'norm1.linear': 'img_mod.lin',
  'norm1_context.linear': 'txt_mod.lin',
  'attn.to_q': 'img_attn.qkv[0:1]',
  'attn.to_k': 'img_attn.qkv[1:2]',
  'attn.to_v': 'img_attn.qkv[2:3]',
  'attn.add_q_proj': 'txt_attn.qkv[0:1]',
  'attn.add_k_proj': 'txt_attn.qkv[1:2]',
  'attn.add_v_proj': 'txt_attn.qkv[2:3]',
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

/** Layers of a block with one stream, whose MLP is four times as wide as the model. */
const SINGLE: Layers = {
  'norm.linear': 'modulation.lin',
  'attn.to_q': 'linear1[0:1]',
  'attn.to_k': 'linear1[1:2]',
  'attn.to_v': 'linear1[2:3]',
  proj_mlp: 'linear1[3:7]',
  'attn.norm_q': 'norm.query_norm',
  'attn.norm_k': 'norm.key_norm',
  proj_out: 'linear2',
};

/** Layers of no block. */
const OUTER: Layers = {
  'time_text_embed.timestep_embedder.linear_1': 'time_in.in_layer',
  'time_text_embed.timestep_embedder.linear_2': 'time_in.out_layer',
  'time_text_embed.text_embedder.linear_1': 'vector_in.in_layer',
  'time_text_embed.text_embedder.linear_2': 'vector_in.out_layer',
  'time_text_embed.guidance_embedder.linear_1': 'guidance_in.in_layer',
  'time_text_embed.guidance_embedder.linear_2': 'guidance_in.out_layer',
  context_embedder: 'txt_in',
  x_embedder: 'img_in',
  proj_out: 'final_layer.linear',
  // Diffusers has the scale first, the original the shift.
  'norm_out.linear[0:1]': 'final_layer.adaLN_modulation.1[1:2]',
  'norm_out.linear[1:2]': 'final_layer.adaLN_modulation.1[0:1]',
};

/** What is fused in diffusers alone. */
const HALVED = 'norm_out.linear';

const TO_ORIGINAL = new Map([
  ['transformer_blocks', { block: 'double_blocks', layers: DOUBLE }],
  ['single_transformer_blocks', { block: 'single_blocks', layers: SINGLE }],
]);

const TO_DIFFUSERS = new Map(
  [...TO_ORIGINAL].map(([diffusers, { block, layers }]) => [
    block,
    { block: diffusers, layers: inverted(layers) },
  ]),
);

const OUTER_TO_DIFFUSERS = inverted(OUTER);

function inverted(layers: Layers): Layers {
  return Object.fromEntries(Object.entries(layers).map(([from, to]) => [to, from]));
}

/**
 * A diffusers FLUX transformer under the names of the original checkpoint: layers that are fused there
 * appear as parts (`…qkv.weight[0:3072]`). Names that are not diffusers' stay as they are, for the
 * binding to complain of.
 */
export function fluxFromDiffusers(file: SafetensorsFile): SafetensorsFile {
  const width = file.tensors.get('x_embedder.weight')?.shape[0] ?? 0;
  const parts = [...file.tensors].flatMap(([name, stored]) => separated(name, stored));
  const tensors = renamedTensors(
    parts.map(([name, stored]) => [originalName(name, width), stored] as const),
  );
  return { ...file, tensors, nameInFile: (name) => diffusersName(name, width) };
}

type Named = readonly [name: string, stored: StoredTensor];

/** The halves of what is fused in diffusers alone, by their layers' names; all else as it is. */
function separated(name: string, stored: StoredTensor): readonly Named[] {
  if (!name.startsWith(`${HALVED}.`)) return [[name, stored]];
  const [rows = 0, ...rest] = stored.shape;
  const length = stored.length / 2;
  return [0, 1].map((index) => [
    name.replace(HALVED, `${HALVED}[${index}:${index + 1}]`),
    { ...stored, shape: [rows / 2, ...rest], offset: stored.offset + index * length, length },
  ]);
}

/** @param width of the blocks */
function originalName(name: string, width: number): string {
  const [, block = '', number, layer = '', kind = ''] =
    /^(?:(\w+)\.(\d+)\.)?(.+)\.(weight|bias)$/.exec(name) ?? [];
  const among = number === undefined ? { block, layers: OUTER } : TO_ORIGINAL.get(block);
  const [, renamed, from, to] =
    /^([^[]+)(?:\[(\d+):(\d+)\])?$/.exec(among?.layers[layer] ?? '') ?? [];
  if (renamed === undefined) return name;
  const inBlock = number === undefined ? '' : `${among?.block}.${number}.`;
  // The original calls the weight of these norms a scale.
  const own = renamed.endsWith('_norm') && kind === 'weight' ? 'scale' : kind;
  const range = from === undefined ? '' : `[${Number(from) * width}:${Number(to) * width}]`;
  return `${inBlock}${renamed}.${own}${range}`;
}

/** The other way round, for what is said of a tensor; of several that are fused in the original, all. */
function diffusersName(name: string, width: number): string {
  const [, block = '', number, layer = '', kind = '', from, to] =
    /^(?:(\w+)\.(\d+)\.)?(.+)\.(weight|bias|scale)(?:\[(\d+):(\d+)\])?$/.exec(name) ?? [];
  const among =
    number === undefined ? { block, layers: OUTER_TO_DIFFUSERS } : TO_DIFFUSERS.get(block);
  const range = from === undefined ? '' : `[${Number(from) / width}:${Number(to) / width}]`;
  const own = kind === 'scale' ? 'weight' : kind;
  const inBlock = number === undefined ? '' : `${among?.block}.${number}.`;
  const isMeant = (original: string) =>
    original === `${layer}${range}` || (range === '' && original.startsWith(`${layer}[`));
  const half = range === '' ? '$1' : 'a half of $1';
  const named = Object.entries(among?.layers ?? {})
    .filter(([original]) => isMeant(original))
    .map(([, found]) => `${inBlock}${found}.${own}`.replace(/^(.+)\[.*\](?=\.)/, half));
  return named.length > 0 ? [...new Set(named)].join(', ') : name;
}
