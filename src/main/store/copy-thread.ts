/** A thread that copies a project for `copy-apart.ts`. */
import { workerData } from 'node:worker_threads';
import type { CopyRequest } from './copy-apart.ts';
import { openReadable } from './database.ts';
import { ReadableProject } from './readable-project.ts';

const { from, to } = workerData as CopyRequest;
// Not by `openReadOnly`: a file that is read without SQLite takes the process's locks on it along when it is closed.
const project = new ReadableProject(from, openReadable(from));
try {
  project.duplicate(to, { replace: true });
} finally {
  project.close();
}
