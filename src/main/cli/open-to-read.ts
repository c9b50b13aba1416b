import { UnfinishedProjectError } from '../store/errors.ts';
import { openProject, openReadOnly } from '../store/open.ts';
import type { ReadableProject } from '../store/readable-project.ts';

/** Opens a project for reading while others may edit it; tidies up first after a crash. */
export function openToRead(file: string): ReadableProject {
  try {
    return openReadOnly(file);
  } catch (error) {
    if (error instanceof UnfinishedProjectError) return openProject(file);
    throw error;
  }
}
