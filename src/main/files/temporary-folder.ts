import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What to do where there is no room for temporary files. */
export const WAY_OUT = `Make room there, or name another folder in the environment variable ${process.platform === 'win32' ? 'TEMP' : 'TMPDIR'}.`;

/** Temporary files cannot be written. The message names the folder and the way out. */
export class TemporaryFolderError extends Error {
  override readonly name = 'TemporaryFolderError';
}

/** Does work that needs a folder of its own, which is gone when it ends. */
export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = makeTemporaryFolder();
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Makes a folder for temporary files of this process; whoever asked for it removes it. What processes that
 * were killed have left goes first: a photo takes a gigabyte.
 * @throws TemporaryFolderError where none can be made
 */
export function makeTemporaryFolder(): string {
  const parent = tmpdir();
  const ours = prefix();
  try {
    for (const name of readdirSync(parent)) if (isLeftOver(name, ours)) remove(join(parent, name));
    return mkdtempSync(join(parent, `${ours}${process.pid}-`));
  } catch (error) {
    throw problemOf(parent, error);
  }
}

/**
 * Does work that writes files into a temporary folder, and says so where it fails because nothing can be
 * written there: whoever decodes a photo into a file cannot tell which of the two was at fault.
 * @param folder as made here
 * @throws TemporaryFolderError where it cannot be written, or whatever the work throws
 */
export async function writingInto<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // A copy that fails is taken away, and leaves room again.
    if (isFull(error)) throw problemOf(dirname(folder), error);
    const probe = join(folder, randomUUID());
    try {
      writeFileSync(probe, new Uint8Array(PROBE_BYTES));
    } catch (cause) {
      throw problemOf(dirname(folder), cause);
    } finally {
      rmSync(probe, { force: true });
    }
    throw error;
  }
}

/** More than a full disk has left in its last blocks. */
const PROBE_BYTES = 2 ** 20;

function problemOf(folder: string, cause: unknown): TemporaryFolderError {
  const problem = isFull(cause) ? 'is full' : `cannot be written (${codeOf(cause)})`;
  return new TemporaryFolderError(
    `the folder for temporary files, ${folder}, ${problem}. ${WAY_OUT}`,
    { cause },
  );
}

function isFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes(codeOf(error));
}

function codeOf(error: unknown): string {
  return String((error as NodeJS.ErrnoException).code);
}

/**
 * How names of folders begin whose processes can be told from here. Containers and other machines may
 * share the folder they are in, and have processes of the same numbers.
 */
function prefix(): string {
  const where = `${hostname()} ${process.platform === 'linux' ? pidNamespace() : ''}`;
  return `penumbra-${createHash('sha256').update(where).digest('hex').slice(0, 8)}-`;
}

function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    // Not shown to us: the host's name has to do.
    return '';
  }
}

function isLeftOver(name: string, ours: string): boolean {
  if (!name.startsWith(ours)) return false;
  const [, number] = name.slice(ours.length).match(/^(\d+)-[^-]+$/) ?? [];
  return number !== undefined && !isRunning(Number(number));
}

function isRunning(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    // Somebody else's process is one too.
    return codeOf(error) !== 'ESRCH';
  }
}

function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // Somebody else's, or being removed by another process at this moment: it is in nobody's way.
  }
}
