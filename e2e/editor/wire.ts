import type { Page, WebSocketRoute } from '@playwright/test';

/** The connection between page and host, which can be slow, or cut. */
export class Wire {
  /** Milliseconds by which all that the host says comes late. */
  lateness = 0;
  /** Whether nothing that the host says comes at all. */
  isDeaf = false;
  /** Whether nothing that the page says comes to the host. */
  isMute = false;
  private isCut = false;
  private readonly open = new Set<WebSocketRoute>();

  /** Lays it, for a page that is loaded (again) afterwards. */
  static async lay(page: Page): Promise<Wire> {
    const wire = new Wire();
    await page.routeWebSocket(/\/rpc$/, (socket) => wire.connect(socket));
    return wire;
  }

  /** Ends the connection, and refuses others until it is mended. */
  async cut(): Promise<void> {
    this.isCut = true;
    for (const socket of this.open) await socket.close();
    this.open.clear();
  }

  mend(): void {
    this.isCut = false;
    this.isDeaf = false;
    this.isMute = false;
  }

  private connect(socket: WebSocketRoute): void {
    if (this.isCut) {
      socket.close();
      return;
    }
    this.open.add(socket);
    const server = socket.connectToServer();
    socket.onMessage((message) => {
      if (!this.isMute) server.send(message);
    });
    // One after the other, as a connection keeps what is said in order.
    let last = Promise.resolve();
    server.onMessage((message) => {
      const { lateness } = this;
      last = last.then(async () => {
        await new Promise((resolve) => setTimeout(resolve, lateness));
        if (!this.isDeaf && this.open.has(socket)) socket.send(message);
      });
    });
  }
}
