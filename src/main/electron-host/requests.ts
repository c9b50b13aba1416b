import { Readable } from 'node:stream';
import type { Editor } from '../editor/editor.ts';
import { pageResponse } from '../rpc/page.ts';
import { pictureResponse } from '../rpc/pictures.ts';
import { text } from '../rpc/response.ts';
import { receiveUpload } from '../rpc/uploads.ts';
import { isOurs } from './scheme.ts';

/** Where the page is, and who makes its pictures. */
interface Source {
  readonly editor: Editor;
  /** Folder of the built page. */
  readonly page: string;
  readonly log: (message: string) => void;
}

/** Answers a request of the page by its own scheme: for itself, a picture, or to take a file. */
export async function answerRequest(
  { editor, page, log }: Source,
  { method, url, body }: Request,
): Promise<Response> {
  try {
    if (!isOurs(url)) return text(404, 'There is no such page.');
    const { pathname, searchParams } = new URL(url);
    const path = pathname.slice(1);
    if (method === 'PUT' && path === 'upload' && body) {
      const bytes = Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]);
      return await receiveUpload(editor.transfers, searchParams.get('name') ?? 'file', bytes);
    }
    if (method !== 'GET') return text(405, 'Nothing is changed this way.');
    return (
      (await pictureResponse(editor, path, searchParams)) ??
      pageResponse(page, path) ??
      text(404, 'There is no such page.')
    );
  } catch (error) {
    log(`${method} ${url}: ${(error as Error).stack}`);
    return text(500, 'Penumbra failed to answer.');
  }
}
