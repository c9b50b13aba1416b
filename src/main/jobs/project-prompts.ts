import { DamagedBlobError } from '../store/errors.ts';
import type { ReadableProject } from '../store/readable-project.ts';
import { WritableProject } from '../store/writable-project.ts';
import type { KeptPrompts } from './flux/text.ts';

/** Of the bytes that are kept. */
const FORMAT = 'safetensors';

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
