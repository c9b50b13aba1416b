import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { INDEX_ENDING } from '../../engine/weights/checkpoint.ts';
import { WeightsError } from '../../engine/weights/safetensors.ts';
import { openPart, type PartName } from './parts.ts';
import { TokenizerError, type TokenizerName, tokenizerIn } from './tokenizers.ts';

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
  readonly problems: readonly string[];
}

/** Part of a checkpoint in several files. */
const PART = /-\d{5}-of-\d{5}\.safetensors$/;

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
      parts[openPart(path).name] ??= path;
      continue;
    }
    for (const folder of [path, ...foldersIn(path)]) {
      attempt(problems, () => {
        const tokenizer = tokenizerIn(folder);
        if (tokenizer) tokenizers[tokenizer] ??= folder;
      });
      for (const file of attempt(problems, () => checkpointsIn(folder)) ?? []) {
        attempt(problems, () => {
          parts[openPart(file).name] ??= file;
        });
      }
    }
  }
  return { parts, tokenizers, problems };
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
  const hasIndex = names.some((name) => name.endsWith(INDEX_ENDING));
  return names
    .filter(
      (name) =>
        name.endsWith(INDEX_ENDING) ||
        (name.endsWith('.safetensors') && !(hasIndex && PART.test(name))),
    )
    .map((name) => join(folder, name));
}
