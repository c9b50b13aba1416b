/** A thread that ends the process when its parent has gone, whatever the main thread is doing. */
import { workerData } from 'node:worker_threads';

const EVERY_MS = 500;

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // A parent of another user cannot be signalled, but is there.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

setInterval(() => {
  const parent = workerData as number;
  if (process.ppid !== parent || !isAlive(parent)) process.kill(process.pid, 'SIGKILL');
}, EVERY_MS);
