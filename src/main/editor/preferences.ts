import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_PREFERENCES, Preferences } from '../../preload/app-state.ts';
import { parsedJson } from '../files/parse-json.ts';
import { replaceFile } from '../files/replace-file.ts';

/** What the photographer prefers. What is missing, damaged or of another version is at its default. */
export function readPreferences(folder: string): Preferences {
  let text: string;
  try {
    text = readFileSync(fileIn(folder), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return DEFAULT_PREFERENCES;
    throw error;
  }
  const parsed = Preferences.partial().safeParse(parsedJson(text));
  // Preferences are a convenience: what cannot be read of them is worth less than the program's start.
  return { ...DEFAULT_PREFERENCES, ...(parsed.success ? parsed.data : {}) } as Preferences;
}

export function writePreferences(folder: string, preferences: Preferences): void {
  mkdirSync(folder, { recursive: true });
  replaceFile(fileIn(folder), JSON.stringify(preferences, null, 2));
}

function fileIn(folder: string): string {
  return join(folder, 'preferences.json');
}
