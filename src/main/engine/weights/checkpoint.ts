import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { withQuantised } from './quantised.ts';
import {
  type FilePart,
  openSafetensors,
  type SafetensorsFile,
  type StoredTensor,
  WeightsError,
} from './safetensors.ts';

/** How the index of a checkpoint in several files ends (transformers, diffusers). */
export const INDEX_ENDING = '.safetensors.index.json';

/**
 * Opens a checkpoint: a `.safetensors` file, or the index of several as if they were one. Reads their
 * headers and nothing else.
 * @throws WeightsError for what is damaged, cut short or missing, naming the file
 */
export function openCheckpoint(path: string): SafetensorsFile {
  return withQuantised(path.endsWith(INDEX_ENDING) ? openParts(path) : openSafetensors(path));
}

function openParts(path: string): SafetensorsFile {
  const fileOf = readIndex(path);
  const files = new Map<string, SafetensorsFile>();
  for (const name of new Set(fileOf.values())) {
    files.set(name, openSafetensors(join(dirname(path), name)));
  }
  const tensors = new Map<string, StoredTensor>();
  for (const [name, file] of files) {
    for (const [tensor, stored] of file.tensors) {
      const indexed = fileOf.get(tensor);
      if (indexed !== name) {
        const says = indexed === undefined ? 'does not list it' : `says it is in ${indexed}`;
        throw new WeightsError(
          `${file.path} holds tensor ${tensor}, but ${path} ${says}. Download the folder again.`,
        );
      }
      tensors.set(tensor, stored);
    }
  }
  for (const [tensor, name] of fileOf) {
    if (tensors.has(tensor)) continue;
    throw new WeightsError(
      `${path} says that ${name} holds tensor ${tensor}, but it does not. Download both again.`,
    );
  }
  const parts = [...files.values()].flatMap((file) => file.parts);
  checkOneFolder(path, parts);
  return { path, parts, tensors, metadata: {} };
}

/** The file of every tensor, as an index names it. */
function readIndex(path: string): Map<string, string> {
  let index: unknown;
  try {
    index = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new WeightsError(`${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
  const entries = Object.entries((index as { weight_map?: object } | null)?.weight_map ?? {});
  if (entries.length === 0) throw new WeightsError(`${path} lists no tensors. Download it again.`);
  for (const [tensor, file] of entries) {
    if (typeof file === 'string' && basename(file) === file) continue;
    throw new WeightsError(
      `${path}: tensor ${tensor} is said to be in ${JSON.stringify(file)}, which names no file beside it`,
    );
  }
  return new Map(entries);
}

/** The runtime maps weights from one folder only; links may lead to several. */
function checkOneFolder(path: string, parts: readonly FilePart[]): void {
  const folders = new Set(parts.map((part) => dirname(part.path)));
  if (folders.size < 2) return;
  throw new WeightsError(
    `the files that ${path} lists are links into several folders (${[...folders].join(', ')}). Put the files into one.`,
  );
}
