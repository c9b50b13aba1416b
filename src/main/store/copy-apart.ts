import { Worker } from 'node:worker_threads';
import { siblingScript } from '../files/sibling-script.ts';
import type { ReadableProject } from './readable-project.ts';

/** What `copy-thread.ts` is told: paths of a project, and of the copy to be. */
export interface CopyRequest {
  readonly from: string;
  readonly to: string;
}

/**
 * Writes a complete copy on a thread of its own, while the project can be edited; it takes the place of what has the
 * name.
 * @returns whether it could. Where not, `duplicate` may still, as where the file was moved, or else says why.
 */
export async function copyApart(project: ReadableProject, to: string): Promise<boolean> {
  const request: CopyRequest = { from: project.path, to };
  const script = siblingScript('./copy-thread', import.meta.url);
  const thread = new Worker(script, { workerData: request });
  const ended = Promise.withResolvers<boolean>();
  thread.once('error', () => ended.resolve(false));
  thread.once('exit', (code) => ended.resolve(code === 0));
  // Another file in its place would have been copied instead.
  return (await ended.promise) && project.isInPlace;
}
