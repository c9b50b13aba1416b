import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Answer, Bridge } from '../../src/preload/bridge.ts';

/** A browser's way to the browser host, without a browser: its cookie, its socket and its requests. */
export class SocketBridge implements Bridge {
  private readonly base: URL;
  private readonly cookie: string;
  private readonly socket: WebSocket;
  private calls = 0;

  private constructor(base: URL, cookie: string, socket: WebSocket) {
    this.base = base;
    this.cookie = cookie;
    this.socket = socket;
    // A listener for each call that waits, and for each event that is waited for.
    socket.setMaxListeners(0);
  }

  /** @param address as the host prints it, with its token */
  static async open(address: string): Promise<SocketBridge> {
    const base = new URL(address);
    const { headers } = await fetch(base, { redirect: 'manual' });
    const cookie = headers.get('set-cookie')?.split(';')[0];
    if (!cookie) throw new Error(`${base.origin} gave no cookie for its token`);
    const socket = new WebSocket(`ws://${base.host}/rpc`, {
      headers: { cookie, origin: base.origin },
    });
    await once(socket, 'open');
    return new SocketBridge(base, cookie, socket);
  }

  call(method: string, params: unknown): Promise<Answer> {
    const id = ++this.calls;
    this.socket.send(JSON.stringify({ id, method, params }));
    return new Promise((resolve) => {
      const end = this.onMessage(({ id: answered, ...answer }) => {
        if (answered !== id) return;
        end();
        resolve(answer as unknown as Answer);
      });
    });
  }

  listen(listener: (event: string, data: unknown) => void): () => void {
    return this.onMessage(({ event, data }) => {
      if (typeof event === 'string') listener(event, data);
    });
  }

  /** What one of the contract's URLs gives. @throws where it is not there */
  async fetch(url: string): Promise<Uint8Array> {
    const response = await fetch(new URL(url, this.base.origin), {
      headers: { cookie: this.cookie },
    });
    if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
    return response.bytes();
  }

  close(): void {
    this.socket.close();
  }

  /** @returns ends it */
  private onMessage(hear: (message: Readonly<Record<string, unknown>>) => void): () => void {
    const listener = (data: unknown) => hear(JSON.parse(String(data)));
    this.socket.on('message', listener);
    return () => this.socket.off('message', listener);
  }
}
