import { extname, resolve } from 'node:path';
import { PHOTO_ENDINGS } from '../../document/photo-formats.ts';
import { PROJECT_ENDING } from '../../document/project-ending.ts';

/** What a project's name ends in, without the dot. */
export const PROJECT_EXTENSION = PROJECT_ENDING.slice(1);

/** The same of photos that can be opened. */
export const PHOTO_EXTENSIONS = PHOTO_ENDINGS.map((ending) => ending.slice(1));

/**
 * The photos and projects that a command line names. Everything else on it is Electron's: its own path, the
 * app's, and switches, of which Chromium puts in some of its own.
 * @param folder that relative paths start from
 */
export function documentsOf(commandLine: readonly string[], folder: string): readonly string[] {
  const known = [...PHOTO_EXTENSIONS, PROJECT_EXTENSION];
  return commandLine
    .filter((argument) => !argument.startsWith('-'))
    .filter((argument) => known.includes(extname(argument).slice(1).toLowerCase()))
    .map((argument) => resolve(folder, argument));
}
