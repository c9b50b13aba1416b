import { InversionError } from '../engine/inversion/settings.ts';
import { AdapterError } from '../engine/sampling/adapter.ts';
import { TemporaryFolderError } from '../files/temporary-folder.ts';
import { isModelError } from '../jobs/model-error.ts';
import { PictureError } from '../photo/picture-file.ts';
import { ProjectError } from '../store/errors.ts';

/** Something is asked for that cannot be done as things stand. */
export class WorkspaceError extends Error {
  override readonly name = 'WorkspaceError';
}

const REFUSALS = [
  ...[PictureError, ProjectError, WorkspaceError],
  // Of a disk that is full.
  TemporaryFolderError,
  // Of what a result was made with.
  ...[AdapterError, InversionError],
];

/** Whether what is asked for is not there, or not yet, or not on this machine: no fault of ours. */
export function isRefusal(error: unknown): error is Error {
  return isModelError(error) || REFUSALS.some((kind) => error instanceof kind);
}
