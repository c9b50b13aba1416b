import type { BrowserWindowConstructorOptions } from 'electron';

/**
 * Options of the editor's window. Most of its rights are what Electron gives anyway; they are written out so that
 * no other default can take them away (docs/decisions/0025-electron-host.md).
 * @param preload path of the built preload script
 * @param isDevelopment whether whoever works on Penumbra may look into the page
 */
export function windowOptions(
  preload: string,
  isDevelopment: boolean,
): BrowserWindowConstructorOptions {
  return {
    title: 'Penumbra',
    width: 1440,
    height: 900,
    minWidth: 960,
    minHeight: 600,
    // Shown when there is something to see, on the canvas's own grey.
    show: false,
    backgroundColor: '#161616',
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      // It would download dictionaries.
      spellcheck: false,
      safeDialogs: true,
      devTools: isDevelopment,
    },
  };
}
