/** Where a message comes from. */
export interface SenderEvent {
  readonly sender: unknown;
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null;
}

type Handler = (event: SenderEvent, ...values: readonly unknown[]) => unknown;

/** Stands in for `ipcMain`. */
export class IpcMainStandIn {
  private readonly handlers = new Map<string, Handler>();

  handle(channel: string, handler: Handler): void {
    if (this.handlers.has(channel)) throw new Error(`${channel} has a handler already`);
    this.handlers.set(channel, handler);
  }

  /** What a frame's `ipcRenderer.invoke` comes to. */
  async invoke(event: SenderEvent, channel: string, values: readonly unknown[]): Promise<unknown> {
    const handler = this.handlers.get(channel);
    if (!handler) throw new Error(`No handler registered for '${channel}'`);
    // As messages do: nothing but data comes across.
    return structuredClone(await handler(event, ...structuredClone(values)));
  }
}
