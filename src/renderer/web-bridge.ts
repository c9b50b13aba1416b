import type { Answer, Bridge } from '../preload/bridge.ts';

/** Milliseconds until a lost connection is tried again, and the most that they grow to. */
const RETRY_MS = 500;
const MOST_RETRY_MS = 10_000;

/** Main cannot be reached, and whether it did what it was asked for is not known. */
export class ConnectionLostError extends Error {
  override readonly name = 'ConnectionLostError';

  constructor() {
    super('The connection to Penumbra was lost before it answered.');
  }
}

/** The bridge of the browser host: a WebSocket, opened again when it was lost. */
export class WebBridge implements Bridge {
  private readonly url: string;
  private readonly tell: (isOpen: boolean) => void;
  private readonly listeners = new Set<(event: string, data: unknown) => void>();
  private readonly waiting = new Map<number, PromiseWithResolvers<Answer>>();
  private socket: Promise<WebSocket>;
  private calls = 0;
  private retryMs = RETRY_MS;

  /** @param tell hears when the connection opens and when it is lost */
  constructor(url: string, tell: (isOpen: boolean) => void) {
    this.url = url;
    this.tell = tell;
    this.socket = this.connect();
  }

  async call(method: string, params: unknown): Promise<Answer> {
    const socket = await this.socket;
    const id = ++this.calls;
    const settled = Promise.withResolvers<Answer>();
    this.waiting.set(id, settled);
    socket.send(JSON.stringify({ id, method, params }));
    return settled.promise;
  }

  listen(listener: (event: string, data: unknown) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private connect(): Promise<WebSocket> {
    const opened = Promise.withResolvers<WebSocket>();
    const socket = new WebSocket(this.url);
    socket.onopen = () => {
      this.retryMs = RETRY_MS;
      this.tell(true);
      opened.resolve(socket);
    };
    socket.onmessage = ({ data }) => this.hear(JSON.parse(data));
    socket.onclose = () => {
      this.tell(false);
      for (const { reject } of this.waiting.values()) {
        reject(new ConnectionLostError());
      }
      this.waiting.clear();
      const next = new Promise<void>((resolve) => setTimeout(resolve, this.retryMs)).then(() =>
        this.connect(),
      );
      // A host that was started anew refuses this page for good, and would log it each time.
      this.retryMs = Math.min(2 * this.retryMs, MOST_RETRY_MS);
      this.socket = next;
      opened.resolve(next);
    };
    return opened.promise;
  }

  private hear(message: ({ id: number } & Answer) | { event: string; data: unknown }): void {
    if ('event' in message) {
      for (const listener of this.listeners) listener(message.event, message.data);
      return;
    }
    const { id, ...answer } = message;
    this.waiting.get(id)?.resolve(answer);
    this.waiting.delete(id);
  }
}
