import { createWriteStream } from 'node:fs';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Transfers } from '../editor/transfers.ts';

/** The largest file that a window may send. */
const LARGEST_UPLOAD = 4 * 2 ** 30;

/**
 * Takes a file that a window sends by `PUT upload` (`preload/urls.ts`), whichever host it came to.
 * @param name what it is called
 */
export async function receiveUpload(
  transfers: Transfers,
  name: string,
  bytes: Readable,
): Promise<Response> {
  const place = transfers.place(name);
  try {
    await pipeline(bytes, limited(LARGEST_UPLOAD), createWriteStream(place.path));
  } catch (error) {
    transfers.remove(place.id);
    throw error;
  }
  return Response.json({ upload: place.id });
}

function limited(most: number): Transform {
  let total = 0;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      total += chunk.length;
      done(total > most ? new Error(`an upload is larger than ${most} bytes`) : null, chunk);
    },
  });
}
