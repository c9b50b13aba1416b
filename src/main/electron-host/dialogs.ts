import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import type { BrowserWindow, Dialog } from 'electron';
import type { Dialogs } from '../editor/dialogs.ts';
import { PHOTO_EXTENSIONS, PROJECT_EXTENSION } from './documents.ts';

const PROJECTS = { name: 'Penumbra projects', extensions: [PROJECT_EXTENSION] };
const MODELS = { name: 'Models', extensions: ['safetensors'] };
const PHOTOS = { name: 'Photos', extensions: [...PHOTO_EXTENSIONS] };

/** Whether a name says what is written there: for a photo, in any format; a dot in a name is none. */
function isNamed(path: string, wanted: string): boolean {
  const own = extname(path).toLowerCase();
  if (own === wanted) return true;
  const isPhoto = (extension: string) =>
    PHOTO_EXTENSIONS.some((known) => `.${known}` === extension);
  return isPhoto(own) && isPhoto(wanted);
}

/** The system's own dialogs, on the editor's window. */
export function systemDialogs(
  dialog: Pick<Dialog, 'showOpenDialog' | 'showSaveDialog'>,
  window: BrowserWindow,
): Dialogs {
  async function save(suggested: string): Promise<string | undefined> {
    const extension = extname(suggested);
    const { canceled, filePath } = await dialog.showSaveDialog(window, {
      defaultPath: suggested,
      filters: [{ name: extension.slice(1).toUpperCase(), extensions: [extension.slice(1)] }],
    });
    if (canceled || filePath === '') return undefined;
    if (isNamed(filePath, extension)) return filePath;
    // Not every system's dialog adds it, nor asks then whether that file is to be replaced.
    const whole = `${filePath}${extension}`;
    return existsSync(whole) ? save(whole) : whole;
  }
  return {
    async open() {
      const { canceled, filePaths } = await dialog.showOpenDialog(window, {
        properties: ['openFile'],
        filters: [
          { name: 'Photos and projects', extensions: [...PHOTO_EXTENSIONS, PROJECT_EXTENSION] },
          PHOTOS,
          PROJECTS,
        ],
      });
      return canceled ? undefined : filePaths[0];
    },
    async openModel(of) {
      const { canceled, filePaths } = await dialog.showOpenDialog(window, {
        properties: [of === 'folder' ? 'openDirectory' : 'openFile'],
        ...(of === 'file' && { filters: [MODELS] }),
      });
      return canceled ? undefined : filePaths[0];
    },
    save,
  };
}
