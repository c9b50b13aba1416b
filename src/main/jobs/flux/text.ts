import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { input, type Value } from '../../engine/graph/value.ts';
import { CLIP_TOKENS, clipText, pooledToken } from '../../engine/models/clip-text.ts';
import { T5_TOKENS, t5Encoder } from '../../engine/models/t5-encoder.ts';
import { Parameters } from '../../engine/nn/parameters.ts';
import { compile } from '../../engine/runtime/program.ts';
import type { Executor } from '../../engine/runtime/sessions.ts';
import { float32, float32Data, type Tensor } from '../../engine/runtime/tensor.ts';
import { fingerprint } from '../../engine/weights/fingerprint.ts';
import {
  openSafetensors,
  readRows,
  readTensor,
  type SafetensorsFile,
  WeightsError,
} from '../../engine/weights/safetensors.ts';
import { encodeSafetensors } from '../../engine/weights/write-safetensors.ts';
import { inTemporaryFolder } from '../../files/temporary-folder.ts';
import { clipConfigOf, t5ConfigOf } from './config-of.ts';
import { CLIP_LENGTH } from './inspect.ts';
import type { ModelFiles } from './model-files.ts';
import { openPart } from './parts.ts';
import { clipTokenizer, t5Tokenizer } from './tokenizers.ts';

/** A prompt as FLUX takes it. */
export interface EncodedText {
  /** T5's states, `[1, tokens, channels]`. */
  readonly txt: Tensor;
  /** CLIP's pooled state, `[1, channels]`. */
  readonly y: Tensor;
}

/** What prompts came to before, as safetensors, so that T5 is read once for each. */
export interface KeptPrompts {
  /** @param key SHA-256, in hexadecimal, of the encoders' fingerprints and the tokens */
  get(key: string, prompt: string): Uint8Array | undefined;
  put(key: string, prompt: string, bytes: Uint8Array): void;
}

/**
 * Encodes a prompt, or takes what it came to before.
 * @param length tokens of T5's text
 * @param kept where encoded prompts are kept
 * @param encoding told where it has to be encoded
 * @throws TokenizerError, WeightsError where the encoders cannot be used
 * @throws PromptError where the prompt is longer than T5's text
 */
export async function encodeText(
  files: ModelFiles,
  prompt: string,
  length: number,
  kept: KeptPrompts,
  executor: Executor,
  signal: AbortSignal,
  encoding: () => void = () => undefined,
): Promise<EncodedText> {
  const { parts } = files;
  const clip = openPart(parts.clip).file;
  const t5 = openPart(parts.t5).file;
  const [ofClip, ofT5] = [clipConfigOf(clip), t5ConfigOf(t5)];
  const { clipIds, t5Ids } = tokensOf(files, prompt, length);
  const of = JSON.stringify([fingerprint(clip), fingerprint(t5), clipIds, t5Ids]);
  const key = createHash('sha256').update(of).digest('hex');
  const known = kept.get(key, prompt);
  const before = known && (await decoded(known));
  if (before) return before;

  encoding();
  const pooled = await states(
    clip,
    CLIP_TOKENS,
    clipIds,
    executor,
    signal,
    (weights, tokens) => clipText(weights, ofClip, tokens).lastHiddenState,
  );
  const at = pooledToken(ofClip, clipIds) * ofClip.hiddenSize;
  const y = float32(float32Data(pooled).slice(at, at + ofClip.hiddenSize), [1, ofClip.hiddenSize]);
  const txt = await states(
    t5,
    T5_TOKENS,
    t5Ids,
    executor,
    signal,
    (weights, tokens) => t5Encoder(weights, ofT5, { tokens }).lastHiddenState,
  );
  const tensors = Object.entries({ txt, y }).map(
    ([name, tensor]) => [name, stored(tensor)] as const,
  );
  kept.put(key, prompt, Buffer.concat(encodeSafetensors(new Map(tensors))));
  return { txt, y };
}

/**
 * The tokens of a prompt.
 * @param length tokens of T5's text
 * @throws TokenizerError, WeightsError where tokenizers or encoders cannot be used
 * @throws PromptError where the prompt is longer than T5's text
 */
export function tokensOf({ parts, tokenizers }: ModelFiles, prompt: string, length: number) {
  const ofClip = clipConfigOf(openPart(parts.clip).file);
  const ofT5 = t5ConfigOf(openPart(parts.t5).file);
  return {
    clipIds: clipTokenizer(tokenizers.clip, ofClip.vocabSize, CLIP_LENGTH)(prompt),
    t5Ids: t5Tokenizer(tokenizers.t5, ofT5.vocabSize, length)(prompt),
  };
}

/** Last states of a text whose tokens are looked up in a table. */
async function states(
  file: SafetensorsFile,
  table: string,
  ids: readonly number[],
  executor: Executor,
  signal: AbortSignal,
  build: (weights: Parameters, tokens: Value) => Value,
): Promise<Tensor> {
  const width = file.tensors.get(table)?.shape[1] ?? 0;
  const tokens = input('tokens', { dtype: 'float32', shape: [1, ids.length, width] });
  const weights = new Parameters();
  const program = compile({ last: build(weights, tokens) }, { file, parameters: weights });
  const feeds = { tokens: float32(readRows(file, table, ids), tokens.shape) };
  // A prompt is encoded once: T5's weights are not to stay beside the transformer's.
  const { last } = await executor.run({ ...program, isKept: false }, feeds, signal);
  return last as Tensor;
}

function stored({ shape, data }: Tensor) {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { type: 'F32' as const, shape, bytes };
}

/** What was kept of a prompt; nothing where it is damaged: encoded again, it takes the place of that. */
function decoded(bytes: Uint8Array): Promise<EncodedText | undefined> {
  return inTemporaryFolder(async (folder) => {
    const path = join(folder, 'prompt.safetensors');
    writeFileSync(path, bytes);
    try {
      return readEncoded(openSafetensors(path));
    } catch (error) {
      if (!(error instanceof WeightsError)) throw error;
      return undefined;
    }
  });
}

function readEncoded(file: SafetensorsFile): EncodedText {
  const tensor = (name: string) =>
    float32(readTensor(file, name), file.tensors.get(name)?.shape ?? []);
  return { txt: tensor('txt'), y: tensor('y') };
}
