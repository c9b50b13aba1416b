import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Transfers } from '../editor/transfers.ts';
import { receiveUpload } from './uploads.ts';

let transfers: Transfers;
beforeEach(() => {
  transfers = new Transfers();
});
afterEach(() => transfers.close());

test.each([[['one ', 'two']], [[]]])('a file that comes as %j is kept whole', async (chunks) => {
  const bytes = Readable.from(chunks.map((chunk) => Buffer.from(chunk)));
  const response = await receiveUpload(transfers, 'a.png', bytes);
  const { upload } = (await response.json()) as { upload: string };
  expect(readFileSync(transfers.file(upload)?.path ?? '', 'utf8')).toBe(chunks.join(''));
});

test('one that is too large is refused with the way out', async () => {
  // Never touched, and so no memory either.
  const bytes = Readable.from([Buffer.alloc(4 * 2 ** 30 + 1)]);
  const response = await receiveUpload(transfers, 'a.png', bytes);
  expect([response.status, await response.text()]).toEqual([
    413,
    expect.stringMatching(/larger than 4 GiB.*--folder/),
  ]);
});

test('one that breaks off is no answer', async () => {
  const bytes = Readable.from(
    (async function* () {
      yield Buffer.from('one');
      throw new Error('the window is gone');
    })(),
  );
  await expect(receiveUpload(transfers, 'a.png', bytes)).rejects.toThrow('the window is gone');
});
