import { createReadStream, statSync } from 'node:fs';
import { Readable } from 'node:stream';
import { PHOTO_MEDIA } from '../../document/photo-formats.ts';
import { Look, type TileAddress } from '../../preload/urls.ts';
import type { Editor } from '../editor/editor.ts';
import { isRefusal } from '../editor/errors.ts';
import { parsedJson } from '../files/parse-json.ts';
import { HEADERS, text } from './response.ts';

/**
 * Answers a request for one of the contract's URLs (`preload/urls.ts`), whichever host it came to.
 * @param path without a leading slash; of what is not ours, the answer is `undefined`
 */
export async function pictureResponse(
  editor: Editor,
  path: string,
  query: URLSearchParams,
): Promise<Response | undefined> {
  const [kind = '', ...rest] = path.split('/');
  const answer = answers[kind];
  if (!answer) return undefined;
  try {
    return await answer(editor, rest, query);
  } catch (error) {
    // What is a fault of ours, hosts log.
    if (!isRefusal(error)) throw error;
    return text(404, error.message);
  }
}

type AnswerOf = (
  editor: Editor,
  path: readonly string[],
  query: URLSearchParams,
) => Promise<Response> | Response;

const answers: Readonly<Record<string, AnswerOf>> = {
  async tile(editor, [session = '', ...path], query) {
    const numbers = path.map(wholeNumber);
    const [photo, level, x, y] = numbers;
    if (numbers.length !== 4 || numbers.includes(undefined)) return text(400, 'no such tile');
    const look = query.get('look');
    const parsed = look === null ? null : Look.safeParse(parsedJson(look));
    if (parsed?.success === false) return text(400, 'no such look');
    const pixels = await editor
      .workspaceOf(session)
      .tile({ photo, level, x, y } as TileAddress, parsed?.data ?? null);
    return bytes(pixels, 'application/octet-stream');
  },

  preview(editor, [session = '', of, id]) {
    const number = wholeNumber(id ?? '');
    if ((of !== 'cluster' && of !== 'iterate') || number === undefined) {
      return text(400, 'no such preview');
    }
    const preview = editor.workspaceOf(session).preview(of, number);
    if (!preview) return text(404, 'no preview');
    return small(preview);
  },

  thumbnail(editor, _, query) {
    const thumbnail = editor.files.thumbnail(query.get('project') ?? '');
    return thumbnail ? small(thumbnail) : text(404, 'no thumbnail');
  },

  download(editor, [id = '']) {
    const file = editor.transfers.file(id);
    if (!file) return text(404, 'no such download');
    const name = encodeURIComponent(file.name);
    const stream = createReadStream(file.path);
    // Until all of it is sent, the window may try again.
    stream.once('end', () => editor.transfers.remove(id));
    return new Response(Readable.toWeb(stream) as ReadableStream, {
      headers: {
        ...HEADERS,
        'Content-Type': 'application/octet-stream',
        'Content-Length': `${statSync(file.path).size}`,
        'Content-Disposition': `attachment; filename*=UTF-8''${name}`,
      },
    });
  },
};

/** A small picture that a project keeps. */
function small({ media, bytes: kept }: { media: string; bytes: Buffer }): Response {
  // A project from elsewhere may call a page a picture.
  const type = PHOTO_MEDIA.includes(media) ? media : 'application/octet-stream';
  return bytes(new Uint8Array(kept), type);
}

function bytes(
  body: Uint8Array<ArrayBuffer> | Uint8ClampedArray<ArrayBuffer>,
  type: string,
): Response {
  return new Response(body, { headers: { ...HEADERS, 'Content-Type': type } });
}

function wholeNumber(value: string): number | undefined {
  return /^\d{1,9}$/.test(value) ? Number(value) : undefined;
}
