import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsedJson } from '../files/parse-json.ts';
import { replaceFile } from '../files/replace-file.ts';

/** How many projects are remembered. */
const LIMIT = 20;

/** Projects opened last, newest first. A list that is missing or damaged is an empty one. */
export function recentProjects(folder: string): string[] {
  let text: string;
  try {
    text = readFileSync(listIn(folder), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  // The list is a convenience: what cannot be read of it is worth less than the program's start.
  const paths = parsedJson(text);
  return Array.isArray(paths) ? paths.filter((path) => typeof path === 'string') : [];
}

/** Puts a project first on the list. */
export function rememberProject(folder: string, path: string): void {
  const others = recentProjects(folder).filter((other) => other !== path);
  writeList(folder, [path, ...others].slice(0, LIMIT));
}

/** Takes a project off the list; the file stays. */
export function forgetProject(folder: string, path: string): void {
  writeList(
    folder,
    recentProjects(folder).filter((other) => other !== path),
  );
}

function writeList(folder: string, paths: readonly string[]): void {
  mkdirSync(folder, { recursive: true });
  replaceFile(listIn(folder), JSON.stringify(paths, null, 2));
}

function listIn(folder: string): string {
  return join(folder, 'recent.json');
}
