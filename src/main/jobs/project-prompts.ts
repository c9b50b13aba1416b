import { DamagedBlobError } from '../store/errors.ts';
import type { ReadableProject } from '../store/readable-project.ts';
import { WritableProject } from '../store/writable-project.ts';
import type { KeptPrompts } from './flux/text.ts';

/** Of the bytes that are kept. */
const FORMAT = 'safetensors';

/**
 * Encoded prompts of work whose project is made after it: kept elsewhere, and known so that the project can have
 * them, too.
 */
export function promptsToCome(elsewhere: KeptPrompts) {
  const used = new Map<string, Parameters<KeptPrompts['put']>>();
  return {
    get(key, prompt) {
      const bytes = elsewhere.get(key, prompt);
      if (bytes) used.set(key, [key, prompt, bytes]);
      return bytes;
    },
    put(key, prompt, bytes) {
      used.set(key, [key, prompt, bytes]);
      elsewhere.put(key, prompt, bytes);
    },
    copyTo(project: WritableProject): void {
      const own = promptsOf(() => project, elsewhere);
      for (const row of used.values()) own.put(...row);
    },
  } satisfies KeptPrompts & { copyTo(project: WritableProject): void };
}

/**
 * Encoded prompts in a project file, where it can be written: whoever opens it again need not load the encoders.
 * @param projectNow the project, which may move to another file meanwhile
 * @param elsewhere where they may be already, from work without a project
 */
export function promptsOf(projectNow: () => ReadableProject, elsewhere: KeptPrompts): KeptPrompts {
  function own(key: string): Uint8Array | undefined {
    const project = projectNow();
    const row = project.encodedPrompt(key);
    if (!row) return undefined;
    try {
      return project.blob(row.blob);
    } catch (error) {
      // Encoded again, it takes the place of the damaged one.
      if (error instanceof DamagedBlobError) return undefined;
      throw error;
    }
  }

  function put(key: string, prompt: string, bytes: Uint8Array): void {
    const project = projectNow();
    if (!(project instanceof WritableProject)) return;
    project.putEncodedPrompt({ key, prompt, format: FORMAT, bytes });
  }

  return {
    put,
    get(key, prompt) {
      const kept = own(key);
      if (kept) return kept;
      const found = elsewhere.get(key, prompt);
      if (found) put(key, prompt, found);
      return found;
    },
  };
}
