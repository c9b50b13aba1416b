import type { Bridge } from '../preload/bridge.ts';
import { Rpc } from './rpc.ts';
import { connect, refresh } from './state/connect.ts';
import { notifyError } from './state/notices.ts';
import { useStore } from './state/store.ts';
import { WebBridge } from './web-bridge.ts';

declare global {
  interface Window {
    /** Given by the preload script of the Electron host; absent in a browser. */
    readonly penumbra?: Bridge;
  }
}

/** The one connection of this window to main. */
export const rpc = new Rpc(window.penumbra ?? webBridge());
connect(rpc);
if (window.penumbra) opened(true);

function webBridge(): Bridge {
  const url = new URL('rpc', document.baseURI);
  url.protocol = url.protocol.replace('http', 'ws');
  return new WebBridge(url.href, opened);
}

function opened(isConnected: boolean): void {
  useStore.setState({ isConnected });
  if (isConnected) queueMicrotask(() => refresh(rpc).catch(notifyError));
}
