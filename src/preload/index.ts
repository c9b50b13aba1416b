import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { Bridge } from './bridge.ts';
import { events, isMethod } from './contract.ts';

/** Exposes exactly the contract to the page: its methods and its events, and nothing of Electron. */
const bridge: Bridge = {
  call(method, params) {
    if (!isMethod(method)) throw new Error(`${method} is no method of the contract`);
    return ipcRenderer.invoke('call', method, params);
  },
  listen(listener) {
    const hear = (_: unknown, event: string, data: unknown) => {
      if (Object.hasOwn(events, event)) listener(event, data);
    };
    ipcRenderer.on('event', hear);
    return () => ipcRenderer.off('event', hear);
  },
  // The page never names a path of its own making: only a file that somebody dropped has one here.
  async offer(file) {
    const path = webUtils.getPathForFile(file);
    await ipcRenderer.invoke('offer', path);
    return path;
  },
};

contextBridge.exposeInMainWorld('penumbra', bridge);
