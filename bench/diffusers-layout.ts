import { sizeOf } from '../src/main/engine/graph/tensor-type.ts';
import { readTensorBytes, type SafetensorsFile } from '../src/main/engine/weights/safetensors.ts';
import {
  type TensorToStore,
  writeSafetensors,
} from '../src/main/engine/weights/write-safetensors.ts';

/** A tensor's rows under another name. */
type Renamed = readonly [name: string, rows?: readonly [start: number, end: number]];

/**
 * Writes an original FLUX transformer or autoencoder as diffusers would, by the names of its own
 * conversion script: the other way round from how such files are read, and written apart from it.
 */
export function writeDiffusersLayout(file: SafetensorsFile, path: string): void {
  const tensors = new Map<string, TensorToStore>();
  const width = file.tensors.get('img_in.weight')?.shape[0] ?? 0;
  const levels = [...file.tensors.keys()].filter((name) =>
    /^decoder\.up\.\d+\.block\.0\.conv1\.weight/.test(name),
  ).length;
  for (const [name, { type, shape }] of file.tensors) {
    const bytes = readTensorBytes(file, name);
    const rowBytes = bytes.length / (shape[0] ?? 1);
    const isPixel = /\.attn_1\.(q|k|v|proj_out)\.weight$/.test(name);
    const renamed = width > 0 ? fluxNames(name, width) : [[autoencoderName(name, levels)] as const];
    for (const [to, rows = [0, shape[0] ?? 1]] of renamed as Renamed[]) {
      const [start, end] = rows;
      const part = isPixel ? shape.slice(0, 2) : shape.with(0, end - start);
      const values = name.startsWith('final_layer.adaLN') // scale before shift
        ? Buffer.concat([bytes.subarray(bytes.length / 2), bytes.subarray(0, bytes.length / 2)])
        : bytes.subarray(start * rowBytes, end * rowBytes);
      if (values.length !== (sizeOf(part) * bytes.length) / sizeOf(shape)) {
        throw new Error(`${name} does not become ${to}`);
      }
      tensors.set(to, { type, shape: part, bytes: values });
    }
  }
  writeSafetensors(path, tensors);
}

function fluxNames(name: string, width: number): Renamed[] {
  const kind = name.endsWith('.bias') ? 'bias' : 'weight';
  const layer = name.replace(/\.(weight|bias|scale)$/, '');
  const third = (index: number): [number, number] => [index * width, (index + 1) * width];
  const [, stream, number, inner = ''] = /^(double|single)_blocks\.(\d+)\.(.*)$/.exec(layer) ?? [];
  if (stream === 'double') {
    const block = `transformer_blocks.${number}`;
    const fused: Record<string, string[]> = {
      'img_attn.qkv': ['to_q', 'to_k', 'to_v'],
      'txt_attn.qkv': ['add_q_proj', 'add_k_proj', 'add_v_proj'],
    };
    const parts = fused[inner];
    if (parts) return parts.map((part, i) => [`${block}.attn.${part}.${kind}`, third(i)]);
    const names: Record<string, string> = {
      'img_mod.lin': 'norm1.linear',
      'txt_mod.lin': 'norm1_context.linear',
      'img_attn.norm.query_norm': 'attn.norm_q',
      'img_attn.norm.key_norm': 'attn.norm_k',
      'txt_attn.norm.query_norm': 'attn.norm_added_q',
      'txt_attn.norm.key_norm': 'attn.norm_added_k',
      'img_attn.proj': 'attn.to_out.0',
      'txt_attn.proj': 'attn.to_add_out',
      'img_mlp.0': 'ff.net.0.proj',
      'img_mlp.2': 'ff.net.2',
      'txt_mlp.0': 'ff_context.net.0.proj',
      'txt_mlp.2': 'ff_context.net.2',
    };
    return [[`${block}.${names[inner]}.${kind}`]];
  }
  if (stream === 'single') {
    const block = `single_transformer_blocks.${number}`;
    if (inner === 'linear1') {
      return [
        ...['to_q', 'to_k', 'to_v'].map(
          (part, i): Renamed => [`${block}.attn.${part}.${kind}`, third(i)],
        ),
        [`${block}.proj_mlp.${kind}`, [3 * width, 7 * width]],
      ];
    }
    const names: Record<string, string> = {
      'modulation.lin': 'norm.linear',
      'norm.query_norm': 'attn.norm_q',
      'norm.key_norm': 'attn.norm_k',
      linear2: 'proj_out',
    };
    return [[`${block}.${names[inner]}.${kind}`]];
  }
  const names: Record<string, string> = {
    'time_in.in_layer': 'time_text_embed.timestep_embedder.linear_1',
    'time_in.out_layer': 'time_text_embed.timestep_embedder.linear_2',
    'vector_in.in_layer': 'time_text_embed.text_embedder.linear_1',
    'vector_in.out_layer': 'time_text_embed.text_embedder.linear_2',
    'guidance_in.in_layer': 'time_text_embed.guidance_embedder.linear_1',
    'guidance_in.out_layer': 'time_text_embed.guidance_embedder.linear_2',
    txt_in: 'context_embedder',
    img_in: 'x_embedder',
    'final_layer.linear': 'proj_out',
    'final_layer.adaLN_modulation.1': 'norm_out.linear',
  };
  return [[`${names[layer]}.${kind}`]];
}

function autoencoderName(name: string, levels: number): string {
  return name
    .replace(/^(encoder|decoder)\.norm_out\./, '$1.conv_norm_out.')
    .replace('.nin_shortcut.', '.conv_shortcut.')
    .replace(/\.mid\.block_(\d)\./, (_, i) => `.mid_block.resnets.${Number(i) - 1}.`)
    .replace('.mid.attn_1.norm.', '.mid_block.attentions.0.group_norm.')
    .replace('.mid.attn_1.proj_out.', '.mid_block.attentions.0.to_out.0.')
    .replace(/\.mid\.attn_1\.([qkv])\./, '.mid_block.attentions.0.to_$1.')
    .replace(/^encoder\.down\.(\d+)\.block\.(\d+)\./, 'encoder.down_blocks.$1.resnets.$2.')
    .replace(/^encoder\.down\.(\d+)\.downsample\./, 'encoder.down_blocks.$1.downsamplers.0.')
    .replace(
      /^decoder\.up\.(\d+)\.block\.(\d+)\./,
      (_, i, j) => `decoder.up_blocks.${levels - 1 - Number(i)}.resnets.${j}.`,
    )
    .replace(
      /^decoder\.up\.(\d+)\.upsample\./,
      (_, i) => `decoder.up_blocks.${levels - 1 - Number(i)}.upsamplers.0.`,
    );
}
