import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Editor } from '../editor/editor.ts';
import { parsedJson } from '../files/parse-json.ts';
import { dispatch, type Handlers } from '../rpc/dispatch.ts';
import { messagePage, pageResponse } from '../rpc/page.ts';
import { pictureResponse } from '../rpc/pictures.ts';
import { receiveUpload } from '../rpc/uploads.ts';
import { Access } from './access.ts';

/** The largest message of a window: a stroke of a hundred thousand points has some 3 MB. */
const LARGEST_MESSAGE = 16 * 2 ** 20;

export interface BrowserHost {
  /** The address to open, which works once; each time another. */
  url(): string;
  emit(event: string, data: unknown): void;
  close(): Promise<void>;
}

/**
 * Serves the editor's page, its pictures and its calls on 127.0.0.1.
 * @param page folder of the built page
 * @param port 0 for any that is free
 * @param log hears of what is refused or fails
 * @throws where the port cannot be had
 */
export async function serve(
  editor: Editor,
  handlers: Handlers,
  page: string,
  port: number,
  log: (message: string) => void,
): Promise<BrowserHost> {
  const server = createServer();
  // A large photo may take its time to arrive; Node would give it five minutes.
  server.requestTimeout = 0;
  await listen(server, port);
  const access = new Access((server.address() as AddressInfo).port);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_MESSAGE });

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response).catch((error: Error) => {
      // A window asks for tiles, and then no longer wants them.
      if (request.socket.destroyed || response.destroyed) return;
      log(`${request.method} ${request.url}: ${error.stack}`);
      if (!response.headersSent) refuse(response, 500, 'Penumbra failed to answer.');
      else response.destroy();
    });
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', (error) => log(`a connection failed: ${error.message}`));
    const problem =
      urlOf(request)?.pathname === '/rpc' && request.headers.origin !== undefined
        ? access.problemOf(request, false)
        : 'no page of ours asks for this';
    if (problem !== undefined) {
      log(`a connection was refused: ${problem}`);
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (opened) => converse(opened));
  });

  function converse(socket: WebSocket): void {
    socket.on('error', (error) => log(`a connection failed: ${error.message}`));
    socket.on('message', async (data) => {
      const message = parsed(String(data));
      if (typeof message?.id !== 'number') {
        log('a connection was ended: its message is no call');
        socket.close(1008, 'not a call');
        return;
      }
      const reply = await dispatch(handlers, message.method, message.params, log);
      socket.send(JSON.stringify({ id: message.id, ...reply }));
    });
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = urlOf(request);
    if (!url) {
      log(`a request was refused: ${request.url} is no address`);
      return refuse(response, 400, 'This is no address.');
    }
    const token = url.pathname === '/' ? url.searchParams.get('token') : null;
    const problem = access.problemOf(request, token !== null);
    if (problem !== undefined) {
      log(`${request.method} ${url.pathname} was refused: ${problem}`);
      return refuse(response, 403, 'Open the address that Penumbra shows in its terminal.');
    }
    if (token !== null) {
      const cookie = access.redeem(token);
      // A browser that is known already may come by its old address again.
      if (cookie === undefined && access.problemOf(request, false) !== undefined) {
        log('a token was refused');
        return refuse(
          response,
          403,
          'This address has already been used. Press Enter in the terminal for a new one.',
        );
      }
      response.writeHead(303, { Location: '/', ...(cookie && { 'Set-Cookie': cookie }) }).end();
      return;
    }
    if (request.method === 'PUT' && url.pathname === '/upload') {
      return takeUpload(request, response, url.searchParams.get('name') ?? 'file');
    }
    if (request.method !== 'GET') return refuse(response, 405, 'Nothing is changed this way.');
    const path = url.pathname.slice(1);
    const found =
      (await pictureResponse(editor, path, url.searchParams)) ?? pageResponse(page, path);
    if (!found) return refuse(response, 404, 'There is no such page.');
    await send(response, found);
  }

  async function takeUpload(
    request: IncomingMessage,
    response: ServerResponse,
    name: string,
  ): Promise<void> {
    const { origin, 'sec-fetch-site': site } = request.headers;
    // A browser may keep its Origin to itself where the page sends no referrers.
    if (origin === undefined && site !== 'same-origin') {
      return refuse(response, 403, 'Only the page may send files.');
    }
    await send(response, await receiveUpload(editor.transfers, name, request));
  }

  return {
    url: () => access.url,
    emit(event, data) {
      const message = JSON.stringify({ event, data });
      for (const socket of sockets.clients) socket.send(message);
    },
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The address of a request; null where it is none, as a hostile page may send. */
function urlOf({ url = '/' }: IncomingMessage): URL | null {
  return URL.parse(url, 'http://penumbra');
}

async function listen(server: Server, port: number): Promise<void> {
  const listening = Promise.withResolvers<void>();
  server.once('error', listening.reject);
  // Never another address: who wants to come from elsewhere brings a tunnel.
  server.listen(port, '127.0.0.1', listening.resolve);
  try {
    await listening.promise;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new Error(
      `port ${port} is not available (${code}). Give another with --port, or leave it out for any free one.`,
      { cause },
    );
  }
}

async function send(response: ServerResponse, { status, headers, body }: Response): Promise<void> {
  response.writeHead(status, Object.fromEntries(headers));
  if (body) await pipeline(Readable.fromWeb(body as never), response);
  else response.end();
}

function refuse(response: ServerResponse, status: number, message: string): void {
  // Who looks at it sees a page; the page's own requests hear the words alone.
  if (response.req.headers.accept?.includes('text/html')) {
    const { headers, body } = messagePage(message);
    response.writeHead(status, headers).end(body);
    return;
  }
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${message}\n`);
}

function parsed(text: string): { id?: unknown; method?: unknown; params?: unknown } | undefined {
  const value = parsedJson(text);
  return typeof value === 'object' && value !== null ? value : undefined;
}
