import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { writeDiffusersLayout } from '../../../../bench/diffusers-layout.ts';
import {
  fluxTensors,
  syntheticConfigs,
  writeSyntheticFlux,
  writeTensors,
} from '../../../../bench/synthetic-flux.ts';
import { bindWeights, misfits } from '../../engine/weights/bind.ts';
import {
  openSafetensors,
  readTensorBytes,
  type SafetensorsFile,
} from '../../engine/weights/safetensors.ts';
import { type TensorToStore, writeSafetensors } from '../../engine/weights/write-safetensors.ts';
import { EMBEDDED_MODEL } from '../embedded-model.ts';
import { inspectFiles } from './inspect.ts';
import { findModelFiles } from './model-files.ts';
import { openPart, parametersOf } from './parts.ts';

const root = mkdtempSync(join(tmpdir(), 'penumbra-flux-'));
const tiny = join(root, 'tiny');
const folder = join(root, 'model');
beforeAll(() => writeSyntheticFlux(tiny, { size: 'tiny', fill: 'random', type: 'F32' }));
beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  cpSync(tiny, folder, { recursive: true });
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const at = (path: string) => join(folder, path);

test('a model of FLUX.1-schnell’s size is inspected in under two seconds, every tensor by name', async () => {
  const full = join(root, 'full');
  await writeSyntheticFlux(full, { size: 'full', fill: 'sparse', type: 'BF16' });
  const start = performance.now();
  const report = inspectFiles(findModelFiles([full]));
  expect(performance.now() - start).toBeLessThan(2000);
  expect(report).toMatchObject({ family: 'FLUX.1-schnell', licence: 'Apache-2.0', usable: true });
  // The published transformer has as many.
  expect(report.parts[0]).toMatchObject({ parameters: 11_891_178_560, types: ['BF16'] });

  const tensors = fluxTensors(syntheticConfigs.full.flux);
  const changed = async (change: (all: Map<string, readonly number[]>) => void) => {
    const all = new Map(tensors);
    change(all);
    await writeTensors(join(full, 'flux1-schnell.safetensors'), all, 'BF16', 'sparse');
    return inspectFiles(findModelFiles([full])).parts[0]?.problems;
  };
  const name = 'double_blocks.7.img_attn.qkv.weight';
  expect(await changed((all) => all.delete(name))).toEqual([`${name} [9216,3072] is missing`]);
  expect(await changed((all) => all.set(name, [9216, 3071]))).toEqual([
    `${name} is [9216,3071] but should be [9216,3072]`,
  ]);
  expect(
    await changed((all) => {
      all.delete(name);
      all.set('double_blocks.7.img_attn.qvk.weight', [9216, 3072]);
    }),
  ).toEqual([
    `${name} [9216,3072] is missing`,
    'double_blocks.7.img_attn.qvk.weight is not a tensor of this model',
  ]);
  rmSync(full, { recursive: true });
});

test('the layout of diffusers is the same model', () => {
  const of: [string, string][] = [
    ['flux1-schnell.safetensors', 'transformer/diffusion_pytorch_model.safetensors'],
    ['ae.safetensors', 'vae/diffusion_pytorch_model.safetensors'],
  ];
  for (const [original, diffusers] of of) {
    mkdirSync(dirname(at(diffusers)), { recursive: true });
    writeDiffusersLayout(openSafetensors(at(original)), at(diffusers));
    const [one, other] = [openPart(at(original)), openPart(at(diffusers))];
    expect([one.layout, other.layout]).toEqual(['original', 'diffusers']);
    const parameters = parametersOf(one);
    const [ours, theirs] = [one, other].map(({ file }) => bindWeights(parameters, file));
    for (const parameter of parameters) {
      const bytes = [
        bytesAt(one.file, ours?.(parameter)),
        bytesAt(other.file, theirs?.(parameter)),
      ] as const;
      expect(bytes[0].equals(bytes[1]), parameter.tensor).toBe(true);
    }
    rmSync(at(original));
  }
  expect(inspectFiles(findModelFiles([folder])).usable).toBe(true);
});

test('of the layout of diffusers, a tensor is named as it is there', () => {
  const problemsWith = (original: string, change: (all: Map<string, TensorToStore>) => void) => {
    const path = join(root, 'layout.safetensors');
    writeDiffusersLayout(openSafetensors(at(original)), path);
    const own = openSafetensors(path);
    // Where nothing is wrong, every name leads back to the file's own.
    const { file } = openPart(path);
    const led = [...file.tensors.keys()].map((name) => file.nameInFile?.(name));
    const halves = led.map((name) => name?.replace('a half of ', ''));
    expect([...new Set(halves)].sort()).toEqual([...own.tensors.keys()].sort());
    const all = new Map<string, TensorToStore>(
      [...own.tensors].map(([name, { type, shape }]) => {
        return [name, { type, shape, bytes: readTensorBytes(own, name) }];
      }),
    );
    change(all);
    writeSafetensors(path, all);
    const part = openPart(path);
    return misfits(parametersOf(part), part.file).sort();
  };
  const cut = (all: Map<string, TensorToStore>, name: string) => {
    const { type, shape, bytes } = all.get(name) as TensorToStore;
    const [rows = 0] = shape;
    const length = (bytes.length / rows) * (rows - 2);
    all.set(name, { type, shape: shape.with(0, rows - 2), bytes: bytes.subarray(0, length) });
  };
  const flux = problemsWith('flux1-schnell.safetensors', (all) => {
    all.delete('transformer_blocks.0.attn.add_k_proj.bias');
    for (const layer of ['attn.to_q', 'attn.to_k', 'attn.to_v', 'proj_mlp']) {
      all.delete(`single_transformer_blocks.1.${layer}.weight`);
    }
    cut(all, 'transformer_blocks.0.attn.norm_q.weight');
    cut(all, 'transformer_blocks.0.attn.to_q.weight');
    cut(all, 'norm_out.linear.weight');
    all.delete('norm_out.linear.bias');
    all.set('transformer_blocks.0.attn.norm_k.bias', all.get('x_embedder.bias') as never);
    all.set('img_in.bias', all.get('x_embedder.bias') as never);
    for (const name of ['single_transformer_blocks.0.proj_mlq', 'constructor.0.name']) {
      all.set(`${name}.weight`, all.get('proj_out.weight') as never);
    }
  });
  expect(flux).toEqual([
    'a half of norm_out.linear.weight is [63,64] but should be [64,64]',
    'constructor.0.name.weight is not a tensor of this model',
    'img_in.bias (a second time) is not a tensor of this model',
    'norm_out.linear.bias [128] is missing',
    'single_transformer_blocks.0.proj_mlq.weight is not a tensor of this model',
    `${['attn.to_q', 'attn.to_k', 'attn.to_v', 'proj_mlp'].map((layer) => `single_transformer_blocks.1.${layer}.weight`).join(', ')} [448,64] is missing`,
    'transformer_blocks.0.attn.add_k_proj.bias [64] is missing',
    'transformer_blocks.0.attn.norm_k.bias is not a tensor of this model',
    'transformer_blocks.0.attn.norm_q.weight is [30] but should be [32]',
    'transformer_blocks.0.attn.to_q.weight is [62,64] but should be [64,64]',
  ]);
  const autoencoder = problemsWith('ae.safetensors', (all) => {
    all.delete('decoder.up_blocks.2.resnets.1.conv1.bias');
    all.delete('decoder.mid_block.attentions.0.to_out.0.weight');
    cut(all, 'encoder.conv_norm_out.weight');
  });
  expect(autoencoder).toEqual([
    'decoder.mid_block.attentions.0.to_out.0.weight [64,64,1,1] is missing',
    'decoder.up_blocks.2.resnets.1.conv1.bias [32] is missing',
    'encoder.conv_norm_out.weight is [62] but should be [64]',
  ]);
});

function bytesAt(
  { parts: [part] }: SafetensorsFile,
  range: { readonly offset: number; readonly length: number } | undefined,
): Buffer {
  const { offset = 0, length = 0 } = range ?? {};
  return readFileSync(part?.path ?? '').subarray(offset, offset + length);
}

test('the first path that has a part counts', () => {
  const other = join(root, 'other.safetensors');
  cpSync(at('flux1-schnell.safetensors'), other);
  expect(inspectFiles(findModelFiles([other, folder])).parts[0]?.path).toBe(other);
  expect(inspectFiles(findModelFiles([folder, other])).parts[0]?.path).toBe(
    at('flux1-schnell.safetensors'),
  );
});

test('what is beside a whole model is left out, and told', async () => {
  writeFileSync(at('half.safetensors'), 'half');
  await writeTensors(at('my-lora.safetensors'), new Map([['lora.down', [2, 2]]]), 'F32', 'random');
  mkdirSync(at('transformer'));
  const index = JSON.stringify({ weight_map: { x: 'none.safetensors' } });
  writeFileSync(at('transformer/model.safetensors.index.json'), index);
  const report = inspectFiles(findModelFiles([folder]));
  expect(report).toMatchObject({ usable: true, problems: [] });
  const about = ['half.safetensors', 'my-lora.safetensors', 'transformer/none.safetensors'];
  expect(report.remarks).toEqual(about.map((name) => expect.stringContaining(at(name))));
});

describe('it says', () => {
  test('that the index of a checkpoint is missing', () => {
    rmSync(at('text_encoder_2/model.safetensors.index.json'));
    expect(inspectFiles(findModelFiles([folder])).problems).toEqual([
      `${at('text_encoder_2/model-….safetensors')} are parts of a checkpoint whose index (model.safetensors.index.json) is missing. Download it too.`,
    ]);
  });

  test('that the folder of a tokenizer holds the other', () => {
    rmSync(at('tokenizer'), { recursive: true });
    renameSync(at('tokenizer_2'), at('tokenizer'));
    expect(inspectFiles(findModelFiles([folder])).missing).toEqual([
      `the tokenizer of CLIP (tokenizer/): ${at('tokenizer')} holds T5's`,
    ]);
  });

  test('what is missing', () => {
    rmSync(at('ae.safetensors'));
    rmSync(at('tokenizer_2'), { recursive: true });
    expect(inspectFiles(findModelFiles([folder]))).toMatchObject({
      usable: false,
      missing: ['the autoencoder (ae.safetensors)', 'the tokenizer of T5 (tokenizer_2/)'],
    });
  });

  test('which part of a checkpoint is missing, cut short, or not what its index says', () => {
    const [first, second] = ['1', '2'].map(
      (n) => `text_encoder_2/model-0000${n}-of-00002.safetensors`,
    ) as [string, string];
    renameSync(at(second), at('kept'));
    expect(inspectFiles(findModelFiles([folder])).problems.join()).toContain(
      `${at(second)} does not exist`,
    );
    cpSync(at(first), at(second));
    expect(inspectFiles(findModelFiles([folder])).problems.join()).toMatch(
      /model-00002-of-00002.safetensors holds tensor .*, but .*index.json says it is in model-00001/,
    );
    renameSync(at('kept'), at(second));
    truncateSync(at(second), 20_000);
    expect(inspectFiles(findModelFiles([folder])).problems.join()).toMatch(
      /model-00002-of-00002.safetensors: tensor .* ends at byte \d+, the file at 20000/,
    );
  });

  test('that an index leads out of its folder', () => {
    const index = at('text_encoder_2/model.safetensors.index.json');
    writeFileSync(index, readFileSync(index, 'utf8').replace('model-00001', '../ae'));
    expect(inspectFiles(findModelFiles([folder])).problems.join()).toContain(
      'which names no file beside it',
    );
  });

  test('that a file is of another family', () => {
    expect(() => inspectFiles(findModelFiles([join(EMBEDDED_MODEL, 'model.safetensors')]))).toThrow(
      /is not part of a FLUX model: .* It begins with in\.weight/,
    );
  });

  test('that parts are of different models', async () => {
    const configs = syntheticConfigs.tiny;
    const wider = fluxTensors({ ...configs.flux, vecInDim: 128 });
    await writeTensors(at('flux1-schnell.safetensors'), wider, 'F32', 'sparse');
    expect(inspectFiles(findModelFiles([folder])).problems).toEqual([
      'the transformer takes pooled text of 128 channels, but CLIP gives 64: they are of different models',
    ]);
  });

  test('that a tokenizer is of another model, or no tokenizer', () => {
    const path = at('tokenizer_2/tokenizer.json');
    const own = JSON.parse(readFileSync(path, 'utf8'));
    const vocab = [...own.model.vocab, ...Array.from({ length: 200 }, (_, i) => [`▁x${i}`, -9])];
    writeFileSync(path, JSON.stringify({ ...own, model: { ...own.model, vocab } }));
    expect(inspectFiles(findModelFiles([folder])).problems.join()).toMatch(
      /numbers its tokens up to \d+, but the encoder knows 128: it is of another model/,
    );
    writeFileSync(path, '{');
    expect(inspectFiles(findModelFiles([folder])).problems.join()).toMatch(
      /tokenizer.json cannot be read/,
    );
  });
});
