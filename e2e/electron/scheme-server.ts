import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/**
 * Serves the app's own scheme, which Chromium without Electron knows nothing of, at an address of this machine:
 * `penumbra://app/x` as `http://127.0.0.1:PORT/x`.
 */
export class SchemeServer {
  private readonly server: Server;
  private readonly origin: string;
  private scheme = '';
  private answer: ((request: Request) => Promise<Response>) | undefined;

  private constructor(server: Server) {
    this.server = server;
    this.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', (request, response) =>
      this.respond(request, response).catch((error) => response.destroy(error)),
    );
  }

  static async start(): Promise<SchemeServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new SchemeServer(server);
  }

  handle(scheme: string, answer: (request: Request) => Promise<Response>): void {
    this.scheme = scheme;
    this.answer = answer;
  }

  /** A URL as the app knows it. */
  toApp(url: string): string {
    return url.startsWith(this.origin) ? url.replace(this.origin, `${this.scheme}://app`) : url;
  }

  /** A URL as Chromium can load it. */
  toChromium(url: string): string {
    return url.replace(`${this.scheme}://app`, this.origin);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!this.answer) throw new Error('no scheme is handled');
    const { method = 'GET', url = '/' } = request;
    const hasBody = method !== 'GET' && method !== 'HEAD';
    const { status, headers, body } = await this.answer(
      new Request(this.toApp(this.origin + url), {
        method,
        ...(hasBody && {
          body: Readable.toWeb(request) as ReadableStream,
          duplex: 'half' as const,
        }),
      }),
    );
    response.writeHead(status, Object.fromEntries(headers));
    if (body) await pipeline(Readable.fromWeb(body as never), response);
    else response.end();
  }
}
