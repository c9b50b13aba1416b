import { rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { makeTemporaryFolder, TemporaryFolderError } from '../src/main/files/temporary-folder.ts';
import { gib } from '../src/main/jobs/gib.ts';

/**
 * Does work in a temporary folder, which is gone when it ends, and when the process does.
 * @param bytes that the work is going to write
 * @throws TemporaryFolderError where there is no room for them
 */
export async function inRoomyFolder<T>(
  bytes: number,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const { bavail, bsize } = statfsSync(tmpdir());
  const room = `${gib(bytes)} of temporary files in ${tmpdir()}, and takes them away again`;
  if (bavail * bsize < bytes) {
    throw new TemporaryFolderError(
      `this writes ${room}, but ${gib(bavail * bsize)} are free there. Make room, or name another folder in the environment variable TMPDIR.`,
    );
  }
  process.stderr.write(`writing up to ${room}\n`);
  const folder = makeTemporaryFolder();
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    return await work(folder);
  } finally {
    process.off('exit', remove);
    remove();
  }
}
