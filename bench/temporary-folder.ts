import { rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import {
  makeTemporaryFolder,
  TemporaryFolderError,
  WAY_OUT,
} from '../src/main/files/temporary-folder.ts';
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
  const folder = makeTemporaryFolder();
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    const { bavail, bsize } = statfsSync(folder);
    if (bavail * bsize < bytes) {
      throw new TemporaryFolderError(
        `this writes ${gib(bytes)} of temporary files, and ${tmpdir()} has ${gib(bavail * bsize)} left. ${WAY_OUT}`,
      );
    }
    process.stderr.write(
      `writing up to ${gib(bytes)} of temporary files in ${tmpdir()}, which are deleted at the end\n`,
    );
    return await work(folder);
  } finally {
    process.off('exit', remove);
    remove();
  }
}
