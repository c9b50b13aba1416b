import type { App, BrowserWindow, Dialog } from 'electron';

/** Asks what to do when the page's process has ended, so that nobody is left with a blank window. */
export function offerReload(
  window: BrowserWindow,
  dialog: Pick<Dialog, 'showMessageBox'>,
  app: Pick<App, 'quit'>,
  log: (message: string) => void,
): void {
  window.webContents.on('render-process-gone', async (_, { reason }) => {
    if (reason === 'clean-exit') return;
    log(`the page's process ended: ${reason}`);
    const { response } = await dialog.showMessageBox(window, {
      type: 'error',
      message: 'The window has stopped. Everything you did is saved.',
      buttons: ['Reload', 'Quit'],
    });
    if (response === 0) window.reload();
    else app.quit();
  });
}
