import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../../files/replace-file.ts';
import type { KeptPrompts } from './text.ts';

/**
 * Encoded prompts in the app's own folder, for work without a project.
 * @param folder as `appDataFolder` gives it
 */
export function promptFolder(folder: string): KeptPrompts {
  const prompts = join(folder, 'prompts');
  const pathOf = (key: string) => join(prompts, `${key}.safetensors`);
  return {
    get: (key) => (existsSync(pathOf(key)) ? readFileSync(pathOf(key)) : undefined),
    put(key, _, bytes) {
      mkdirSync(prompts, { recursive: true });
      replaceFile(pathOf(key), bytes);
    },
  };
}
