import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';
import { ModelError } from '../model-error.ts';

/** A tokenizer's files cannot be used. The message names the file and the way out. */
export class TokenizerError extends ModelError {
  override readonly name = 'TokenizerError';
}

/** A prompt cannot be used. The message says why, and the way out. */
export class PromptError extends ModelError {
  override readonly name = 'PromptError';
}

export const tokenizerNames = ['clip', 't5'] as const;
export type TokenizerName = (typeof tokenizerNames)[number];

/** The numbers of a text's tokens, all texts padded to one length. */
export type Tokenise = (text: string) => number[];

const TOKENIZER = 'tokenizer.json';
const VOCABULARY = 'vocab.json';
const MERGES = 'merges.txt';
const CONFIG = 'tokenizer_config.json';

/** The files that a tokenizer is read from. */
export function tokenizerFiles(folder: string): string[] {
  const names = existsSync(join(folder, TOKENIZER)) ? [TOKENIZER, CONFIG] : [VOCABULARY, MERGES];
  return names.map((name) => join(folder, name)).filter((path) => existsSync(path));
}

/** Which tokenizer a folder holds, if any. */
export function tokenizerIn(folder: string): TokenizerName | undefined {
  if (existsSync(join(folder, TOKENIZER))) {
    const type = modelType(readJson(join(folder, TOKENIZER)));
    return type === 'BPE' ? 'clip' : type === 'Unigram' ? 't5' : undefined;
  }
  return existsSync(join(folder, VOCABULARY)) && existsSync(join(folder, MERGES))
    ? 'clip'
    : undefined;
}

const CLIP_START = '<|startoftext|>';
const CLIP_END = '<|endoftext|>';

/**
 * CLIP's tokenizer: a text between a start and an end, filled up with ends; what is too long is cut, as the model
 * takes but a summary of it.
 * @param folder with `tokenizer.json`, or `vocab.json` and `merges.txt`
 * @param vocabulary number of tokens that the encoder knows
 * @throws TokenizerError where the files are not CLIP's, or of another vocabulary
 */
export function clipTokenizer(folder: string, vocabulary: number, length: number): Tokenise {
  const tokenizer = existsSync(join(folder, TOKENIZER))
    ? open(folder, 'BPE')
    : made(join(folder, VOCABULARY), () => new Tokenizer(clipFromVocabulary(folder), {}));
  const [start, end] = [CLIP_START, CLIP_END].map((token) => known(folder, tokenizer, token));
  checkVocabulary(folder, tokenizer, vocabulary);
  return (text) => {
    const { ids } = tokenizer.encode(text, { add_special_tokens: false });
    const cut = [start as number, ...ids.slice(0, length - 2), end as number];
    return [...cut, ...Array<number>(length - cut.length).fill(end as number)];
  };
}

const T5_END = '</s>';
const T5_PADDING = '<pad>';

/**
 * T5's tokenizer: a text and its end, filled up with padding. It throws a {@link PromptError} for one that is too
 * long.
 * @param folder with `tokenizer.json`
 * @throws TokenizerError where the files are not T5's, or of another vocabulary
 */
export function t5Tokenizer(folder: string, vocabulary: number, length: number): Tokenise {
  const tokenizer = open(folder, 'Unigram');
  const [end, padding] = [T5_END, T5_PADDING].map((token) => known(folder, tokenizer, token));
  checkVocabulary(folder, tokenizer, vocabulary);
  return (text) => {
    const { ids } = tokenizer.encode(text, { add_special_tokens: false });
    if (ids.length >= length) throw tooLong(ids.length, length - 1);
    const whole = [...ids, end as number];
    return [...whole, ...Array<number>(length - whole.length).fill(padding as number)];
  };
}

function tooLong(tokens: number, most: number): PromptError {
  const surplus = Math.ceil(100 * (1 - most / tokens));
  return new PromptError(
    `the prompt is ${tokens} tokens long, and this model takes ${most}. Shorten it by about ${surplus} %.`,
  );
}

/** How a `tokenizer.json` says what it is. */
function modelType(tokenizer: unknown): unknown {
  return (tokenizer as { model?: { type?: unknown } } | null)?.model?.type;
}

function open(folder: string, type: 'BPE' | 'Unigram'): Tokenizer {
  const path = join(folder, TOKENIZER);
  const json = readJson(path);
  if (modelType(json) !== type) {
    const wanted = type === 'BPE' ? 'CLIP' : 'T5';
    throw new TokenizerError(
      `${path} is not the tokenizer of ${wanted}: its model is ${JSON.stringify(modelType(json))}, not ${type}.`,
    );
  }
  const config = join(folder, CONFIG);
  const settings = existsSync(config) ? (readJson(config) as object) : {};
  return made(path, () => new Tokenizer(json as object, settings));
}

/** What is JSON, and yet no tokenizer, has no one error of its own. */
function made(path: string, make: () => Tokenizer): Tokenizer {
  try {
    return make();
  } catch (error) {
    if (error instanceof TokenizerError) throw error;
    throw new TokenizerError(
      `${path} cannot be used as a tokenizer: ${(error as Error).message}. Download it again.`,
      { cause: error },
    );
  }
}

function readJson(path: string): unknown {
  return read(path, (text) => JSON.parse(text));
}

function read<T>(path: string, parse: (text: string) => T): T {
  try {
    return parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new TokenizerError(
      `${path} cannot be read: ${(error as Error).message}. Download it again.`,
      { cause: error },
    );
  }
}

function known(folder: string, tokenizer: Tokenizer, token: string): number {
  const id = tokenizer.token_to_id(token);
  if (id !== undefined) return id;
  throw new TokenizerError(
    `the tokenizer in ${folder} does not know ${token}: it is of another model.`,
  );
}

/** An encoder may have more rows than there are tokens (T5 has), and never fewer. */
function checkVocabulary(folder: string, tokenizer: Tokenizer, rows: number): void {
  const most = tokenizer
    .get_vocab()
    .values()
    .reduce((a: number, b: number) => Math.max(a, b));
  if (most < rows) return;
  throw new TokenizerError(
    `the tokenizer in ${folder} numbers its tokens up to ${most}, but the encoder knows ${rows}: it is of another model.`,
  );
}

/** Tokens that no merge makes: every byte, alone and at the end of a word, and the two that are no text. */
const UNMERGED_TOKENS = 2 * 256 + 2;

/** A list that is cut short would still be read, and give other tokens. */
function checkMerges(folder: string, tokens: number, merges: number): void {
  if (merges >= tokens - UNMERGED_TOKENS) return;
  throw new TokenizerError(
    `${join(folder, MERGES)} makes ${merges} of the ${tokens - UNMERGED_TOKENS} tokens that ${join(folder, VOCABULARY)} has of more than a byte: it is cut short. Download it again.`,
  );
}

/** What `tokenizer.json` would say, where only the older files are there (transformers, `CLIPConverter`). */
function clipFromVocabulary(folder: string): object {
  const vocab = readJson(join(folder, VOCABULARY)) as Record<string, number>;
  const lines = read(join(folder, MERGES), (text) => text.split('\n'));
  const merges = lines.filter((line) => line !== '' && !line.startsWith('#version'));
  checkMerges(folder, Object.keys(vocab).length, merges.length);
  const special = [CLIP_START, CLIP_END].map((content) => ({
    ...{ id: vocab[content], content, special: true },
    ...{ single_word: false, lstrip: false, rstrip: false, normalized: false },
  }));
  const words = "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";
  return {
    added_tokens: special,
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'NFC' },
        { type: 'Replace', pattern: { Regex: '\\s+' }, content: ' ' },
        { type: 'Lowercase' },
      ],
    },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Split', pattern: { Regex: words }, behavior: 'Removed', invert: true },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true },
      ],
    },
    post_processor: null,
    decoder: { type: 'ByteLevel' },
    model: {
      ...{ type: 'BPE', vocab, merges, unk_token: CLIP_END },
      ...{ continuing_subword_prefix: '', end_of_word_suffix: '</w>', fuse_unk: false },
    },
  };
}
