import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { INDEX_ENDING } from '../../engine/weights/checkpoint.ts';
import { WeightsError } from '../../engine/weights/safetensors.ts';
import { openPart, type Part, type PartName, partNames } from './parts.ts';
import { TokenizerError, type TokenizerName, tokenizerIn, tokenizerNames } from './tokenizers.ts';

/** Where the parts of a whole model lie. */
export interface ModelFiles {
  /** The checkpoint of every part: a file, or the index of several. */
  readonly parts: Readonly<Record<PartName, string>>;
  /** The folder of every tokenizer. */
  readonly tokenizers: Readonly<Record<TokenizerName, string>>;
}

/** What was found of a model, and what could not be read. */
export interface FoundFiles {
  readonly parts: Readonly<Partial<ModelFiles['parts']>>;
  readonly tokenizers: Readonly<Partial<ModelFiles['tokenizers']>>;
  /** What keeps files from being used, where something lacks that may be in them. */
  readonly problems: readonly string[];
  /** The same where nothing lacks: they are left out. */
  readonly remarks: readonly string[];
}

/** Part of a checkpoint in several files. */
const PART = /-\d{5}-of-(?!00001)\d{5}\.safetensors$/;

/**
 * Looks for the parts of a model in files and in folders, and the folders within these. Of several that
 * serve, the first is taken: from the first path, and the folder itself before those in it. Reads
 * headers only.
 * @throws WeightsError where a path is not there, or a file that was named is no part of a model
 */
export function findModelFiles(paths: readonly string[]): FoundFiles {
  const parts: Partial<Record<PartName, string>> = {};
  const tokenizers: Partial<Record<TokenizerName, string>> = {};
  const problems: string[] = [];
  for (const path of paths.map((given) => resolve(given))) {
    if (!existsSync(path)) throw new WeightsError(`${path} does not exist. Choose it again.`);
    if (!statSync(path).isDirectory()) {
      parts[openWhole(path).name] ??= path;
      continue;
    }
    for (const folder of [path, ...foldersIn(path)]) {
      attempt(problems, () => {
        const tokenizer = tokenizerIn(folder);
        if (tokenizer) tokenizers[tokenizer] ??= folder;
      });
      for (const file of attempt(problems, () => checkpointsIn(folder)) ?? []) {
        attempt(problems, () => {
          parts[openWhole(file).name] ??= file;
        });
      }
    }
  }
  const told = [...new Set(problems)];
  const isWhole =
    partNames.every((name) => parts[name]) && tokenizerNames.every((name) => tokenizers[name]);
  return { parts, tokenizers, problems: isWhole ? [] : told, remarks: isWhole ? told : [] };
}

/** Opens a checkpoint that is not a part of another. */
function openWhole(path: string): Part {
  if (!PART.test(path)) return openPart(path);
  const index = path.replace(PART, INDEX_ENDING);
  if (existsSync(index)) {
    throw new WeightsError(`${path} is a part of a checkpoint. Give its index, ${index}.`);
  }
  throw new WeightsError(
    `${path.replace(PART, '-….safetensors')} are parts of a checkpoint whose index (${basename(index)}) is missing. Download it too.`,
  );
}

/** Tries something; what keeps a file from being used is told. */
export function attempt<T>(problems: string[], work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof WeightsError || error instanceof TokenizerError)) throw error;
    problems.push(error.message);
    return undefined;
  }
}

function foldersIn(folder: string): string[] {
  return namesIn(folder)
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory());
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    throw new WeightsError(`${folder} cannot be read: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** Files of weights, several that make up one by their index. */
function checkpointsIn(folder: string): string[] {
  const names = namesIn(folder);
  const isListed = (name: string) =>
    PART.test(name) && names.includes(name.replace(PART, INDEX_ENDING));
  return names
    .filter(
      (name) => name.endsWith(INDEX_ENDING) || (name.endsWith('.safetensors') && !isListed(name)),
    )
    .map((name) => join(folder, name));
}
