import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { isRefusal } from '../editor/errors.ts';
import type { Transfers } from '../editor/transfers.ts';
import { writingInto } from '../files/temporary-folder.ts';
import { PictureError } from '../photo/picture-file.ts';
import { text } from './response.ts';

/** The largest file that a window may send, in GiB. */
const LARGEST_GIB = 4;

/**
 * Takes a file that a window sends by `PUT upload` (`preload/urls.ts`), whichever host it came to. Where there
 * is no room for it, the answer says so.
 * @param name what it is called
 */
export async function receiveUpload(
  transfers: Transfers,
  name: string,
  bytes: Readable,
): Promise<Response> {
  const place = transfers.place(name);
  try {
    await writingInto(dirname(place.path), () => keep(bytes, place.path));
  } catch (error) {
    transfers.remove(place.id);
    // What is a fault of ours, hosts log.
    if (!isRefusal(error)) throw error;
    return text(413, error.message);
  }
  return Response.json({ upload: place.id });
}

/** Writes a file; what fails, once all was sent: a window that still sends hears no answer. */
async function keep(bytes: Readable, path: string): Promise<void> {
  const file = await open(path, 'w');
  let problem: unknown;
  let total = 0;
  try {
    for await (const chunk of bytes as AsyncIterable<Uint8Array>) {
      if (problem !== undefined) continue;
      total += chunk.length;
      try {
        checkSize(total);
        await file.writeFile(chunk);
      } catch (error) {
        problem = error;
      }
    }
  } finally {
    await file.close();
  }
  if (problem !== undefined) throw problem;
}

function checkSize(total: number): void {
  if (total <= LARGEST_GIB * 2 ** 30) return;
  throw new PictureError(
    `it is larger than ${LARGEST_GIB} GiB, the most that a window may send. Start Penumbra with --folder, and open it from there.`,
  );
}
