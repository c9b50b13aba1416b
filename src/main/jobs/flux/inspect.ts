import { basename } from 'node:path';
import { sizeOf } from '../../engine/graph/tensor-type.ts';
import type { FluxConfig } from '../../engine/models/flux.ts';
import { misfits } from '../../engine/weights/bind.ts';
import { bytesOf } from '../../engine/weights/safetensors.ts';
import { autoencoderConfigOf, clipConfigOf, fluxConfigOf, t5ConfigOf } from './config-of.ts';
import { attempt, type FoundFiles, type ModelFiles } from './model-files.ts';
import {
  type Layout,
  openPart,
  type Part,
  type PartName,
  parametersOf,
  partNames,
} from './parts.ts';
import { clipTokenizer, type TokenizerName, t5Tokenizer, tokenizerNames } from './tokenizers.ts';

/** What is known of a part without loading it. */
interface PartReport {
  readonly part: PartName;
  readonly path: string;
  readonly layout: Layout;
  readonly bytes: number;
  /** Number of weights. */
  readonly parameters: number;
  /** What they are stored as: BF16, F32; Q4 and Q8 where they are quantised. */
  readonly types: readonly string[];
  /** What keeps it from being used, each tensor by name. */
  readonly problems: readonly string[];
}

/** What is known of a model without loading it. */
export interface ModelReport {
  readonly family: 'FLUX.1-schnell' | 'FLUX.1-dev' | undefined;
  readonly licence: string | undefined;
  readonly parts: readonly PartReport[];
  readonly tokenizers: FoundFiles['tokenizers'];
  /** What is not there, in words. */
  readonly missing: readonly string[];
  /** What is there and cannot be used. */
  readonly problems: readonly string[];
  /** What was left out, and why. */
  readonly remarks: readonly string[];
  readonly usable: boolean;
}

const WORDS: Readonly<Record<PartName | `${TokenizerName} tokenizer`, string>> = {
  transformer: 'the transformer (flux1-schnell.safetensors)',
  autoencoder: 'the autoencoder (ae.safetensors)',
  clip: 'the CLIP-L text encoder (text_encoder/model.safetensors)',
  t5: 'the T5-XXL text encoder (text_encoder_2/, with its index)',
  'clip tokenizer': 'the tokenizer of CLIP (tokenizer/)',
  't5 tokenizer': 'the tokenizer of T5 (tokenizer_2/)',
};

/** Length of CLIP's texts, in tokens. */
export const CLIP_LENGTH = 77;

/** Most tokens of T5's texts that FLUX.1-schnell was trained with. */
const T5_LENGTH = 256;

/** Length of T5's texts, in tokens: FLUX.1-dev, which takes guidance, was trained with twice as many. */
export function t5LengthOf({ guidanceEmbed }: FluxConfig): number {
  return guidanceEmbed ? 2 * T5_LENGTH : T5_LENGTH;
}

/**
 * Inspects a model by the headers of its files: what it is, how large, and whether every tensor is
 * there in its shape.
 */
export function inspectFiles(files: ModelFiles | FoundFiles): ModelReport {
  const problems = 'problems' in files ? [...files.problems] : [];
  const remarks = 'remarks' in files ? files.remarks : [];
  const parts = new Map<PartName, Part>();
  const reports: PartReport[] = [];
  for (const name of partNames) {
    const path = files.parts[name];
    if (path === undefined) continue;
    const part = attempt(problems, () => openPart(path));
    if (!part) continue;
    const report = reportOf(part, path);
    reports.push(report);
    problems.push(...report.problems.map((problem) => `${path}: ${problem}`));
    if (report.problems.length === 0) parts.set(name, part);
  }
  problems.push(...misfitParts(parts), ...misfitTokenizers(parts, files));
  const missing = [
    ...partNames.filter((name) => !files.parts[name]).map((name) => WORDS[name]),
    ...tokenizerNames
      .filter((name) => !files.tokenizers[name])
      .map((name) => lackingTokenizer(name, files.tokenizers)),
  ];
  const transformer = parts.get('transformer');
  const isGuided = transformer && fluxConfigOf(transformer.file).guidanceEmbed;
  return {
    family: transformer && (isGuided ? 'FLUX.1-dev' : 'FLUX.1-schnell'),
    licence: transformer && (isGuided ? 'FLUX.1 [dev] Non-Commercial License' : 'Apache-2.0'),
    parts: reports,
    tokenizers: files.tokenizers,
    missing,
    problems,
    remarks,
    usable: missing.length === 0 && problems.length === 0,
  };
}

/** What is said of a tokenizer that is not there, and of the other in its folder. */
function lackingTokenizer(name: TokenizerName, found: FoundFiles['tokenizers']): string {
  const words = WORDS[`${name} tokenizer`];
  const other = name === 'clip' ? 't5' : 'clip';
  const folder = found[other] ?? '';
  const isSwapped = basename(folder) === (name === 'clip' ? 'tokenizer' : 'tokenizer_2');
  return isSwapped ? `${words}: ${folder} holds ${other === 't5' ? "T5's" : "CLIP's"}` : words;
}

function reportOf(part: Part, path: string): PartReport {
  const { name, layout, file } = part;
  const tensors = [...file.tensors.values()];
  const types = tensors.map(({ type, blocks }) => (blocks ? `Q${blocks.bits}` : type));
  const problems: string[] = [];
  problems.push(...(attempt(problems, () => misfits(parametersOf(part), file)) ?? []));
  return {
    ...{ part: name, path, layout },
    bytes: bytesOf(file),
    parameters: tensors.reduce((total, { shape }) => total + sizeOf(shape), 0),
    types: [...new Set(types)].sort(),
    problems,
  };
}

/** Parts that are whole each and not of one model. */
function misfitParts(parts: ReadonlyMap<PartName, Part>): string[] {
  const transformer = parts.get('transformer');
  if (!transformer) return [];
  const flux = fluxConfigOf(transformer.file);
  const [clip, t5, autoencoder] = [parts.get('clip'), parts.get('t5'), parts.get('autoencoder')];
  const wanted: [string, number, string, number | undefined][] = [
    ['pooled text', flux.vecInDim, 'CLIP', clip && clipConfigOf(clip.file).hiddenSize],
    ['text tokens', flux.contextInDim, 'T5', t5 && t5ConfigOf(t5.file).dModel],
    [
      'latent patches',
      flux.inChannels,
      'the autoencoder',
      autoencoder && 4 * autoencoderConfigOf(autoencoder.file).zChannels,
    ],
  ];
  return wanted.flatMap(([what, takes, from, gives]) =>
    gives === undefined || gives === takes
      ? []
      : `the transformer takes ${what} of ${takes} channels, but ${from} gives ${gives}: they are of different models`,
  );
}

function misfitTokenizers(
  parts: ReadonlyMap<PartName, Part>,
  { tokenizers }: Pick<FoundFiles, 'tokenizers'>,
): string[] {
  const problems: string[] = [];
  const [clip, t5] = [parts.get('clip'), parts.get('t5')];
  const { clip: ofClip, t5: ofT5 } = tokenizers;
  if (clip && ofClip !== undefined) {
    attempt(problems, () => clipTokenizer(ofClip, clipConfigOf(clip.file).vocabSize, CLIP_LENGTH));
  }
  if (t5 && ofT5 !== undefined) {
    attempt(problems, () => t5Tokenizer(ofT5, t5ConfigOf(t5.file).vocabSize, T5_LENGTH));
  }
  return problems;
}
