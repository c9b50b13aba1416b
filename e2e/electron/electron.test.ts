import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { controlRecord } from '../../src/document/controls.ts';
import type { ProjectState } from '../../src/preload/project-state.ts';
import { boot } from './boot.ts';
import type { ElectronStandIn } from './electron-stand-in.ts';

/**
 * The built Electron host over a stand-in for Electron. What it shows is that our side of the border does what
 * Electron's documentation asks of it; Electron itself has not been run.
 */
const ROOT = join(import.meta.dirname, '../..');

let folder: string;
let photo: string;
let standIn: ElectronStandIn;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'penumbra-electron-'));
  photo = join(folder, 'a photo.png');
  const background = { r: 90, g: 120, b: 150 };
  await sharp({ create: { width: 320, height: 240, channels: 3, background } }).toFile(photo);
  process.env['XDG_DATA_HOME'] = join(folder, 'data');
  standIn = await boot(join(ROOT, 'out/main/index.js'));
  await until(() => standIn.windows[0]?.isShown);
});

afterAll(async () => {
  await standIn.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What of a page's world is used here; the tests themselves run in Node. */
interface Dom {
  readonly document: {
    createElement(name: string): unknown;
    querySelector(selector: string): { dispatchEvent(event: Event): void } | null;
    readonly body: { append(child: unknown): void };
  };
  readonly DataTransfer: new () => { readonly items: { add(file: File): void } };
  readonly DragEvent: new (type: string, how: object) => Event;
}

/** What the page gets of a call, by the preload script. */
function call(method: string, params: unknown): Promise<{ result?: unknown; failure?: unknown }> {
  return standIn.window.page.evaluate(
    ([name, values]) => Reflect.get(globalThis, 'penumbra').call(name, values),
    [method, params] as const,
  );
}

/** Events of a name that the window was sent. */
function events(name: string): unknown[] {
  return standIn.window.webContents.sent
    .filter(([channel, event]) => channel === 'event' && event === name)
    .map(([, , data]) => data);
}

async function until(isSo: () => unknown): Promise<void> {
  const end = performance.now() + 50_000;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`never came: ${isSo}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test('what must be said before the app is ready is, and the rest is not', () => {
  const { journal } = standIn;
  const ready = journal.indexOf('ready');
  const before = ['app.enableSandbox', 'privileged penumbra', 'app.requestSingleInstanceLock'];
  for (const step of before) expect(journal.slice(0, ready)).toContain(step);
  const userData = `app.setPath userData ${join(folder, 'data/penumbra/window')}`;
  expect(journal.indexOf(userData)).toBeLessThan(journal.indexOf('app.requestSingleInstanceLock'));
  expect(journal.slice(ready + 1, ready + 3)).toEqual([
    'session.defaultSession',
    'new BrowserWindow',
  ]);
  expect(journal).toContain('protocol.handle penumbra');
  expect(standIn.switches.get('host-resolver-rules')).toBe('MAP * ~NOTFOUND');
});

test('the window has the rights that the security checklist leaves it, and no others', () => {
  const { preload, ...rights } = standIn.window.options.webPreferences;
  expect(preload).toBe(join(ROOT, 'out/preload/index.cjs'));
  expect(rights).toEqual({
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
    spellcheck: false,
    safeDialogs: true,
    devTools: true,
  });
});

test('the page is given the bridge, and nothing of Electron or Node', async () => {
  const given = await standIn.window.page.evaluate(() => ({
    bridge: Object.keys(Reflect.get(globalThis, 'penumbra')).sort(),
    others: ['require', 'process', 'module', 'ipcRenderer', 'electron'].filter(
      (name) => name in globalThis,
    ),
  }));
  expect(given).toEqual({ bridge: ['call', 'listen', 'offer'], others: [] });
});

describe('calls and events', () => {
  test('a call is answered', async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const state = { host: 'electron', version, folder: null };
    expect(await call('app.state', null)).toMatchObject({ result: state });
  });

  test('a call that is not of the contract is a failure with its name', async () => {
    const wrong = await call('project.setView', undefined);
    expect(wrong.failure).toMatchObject({ name: 'ContractError' });
    await expect(call('app.readFile', '/etc/passwd')).rejects.toThrow('no method of the contract');
    const { page } = standIn.window;
    const invoked = await page.evaluate(() =>
      Reflect.get(globalThis, 'electronStandInInvoke')('call', ['app.readFile', null]),
    );
    expect(invoked.failure.message).toBe('there is no method "app.readFile"');
  });

  test('a dialog’s photo is opened, and its project is an event', async () => {
    standIn.answers.push(photo);
    const { result } = await call('project.open', { source: { from: 'dialog' }, readOnly: false });
    expect(result).toMatchObject({ photos: [{ name: 'a photo.png', width: 320, height: 240 }] });
    expect(standIn.asked.at(-1)).toMatchObject({ properties: ['openFile'] });
    expect(events('project').at(-1)).toEqual(result);
    expect(standIn.window.title).toMatch(/a photo – Penumbra$/);
  });

  test('a dialog that is closed opens nothing', async () => {
    const source = { from: 'dialog' };
    expect(await call('project.open', { source, readOnly: false })).toEqual({ result: null });
  });

  test('a project that is saved under a name is among the recent ones, of the system too', async () => {
    const path = join(folder, 'named.penumbra');
    standIn.answers.push(path);
    const { result } = await call('project.saveAs', { name: 'a name' });
    expect(result).toEqual({ download: null, name: 'named' });
    expect(standIn.asked.at(-1)).toMatchObject({ defaultPath: 'a name.penumbra' });
    expect(standIn.recentDocuments).toEqual([path]);
    expect(standIn.window.represented).toBe(path);
    expect(standIn.menuEntry('File', 'Open Recent', 'named').click).toBeDefined();
  });
});

describe('the scheme', () => {
  /** A tile of the project that is open. */
  const tile = (place: string) =>
    `tile/${(events('project').at(-1) as ProjectState).session}/${place}`;
  const get = (url: string) =>
    standIn.window.page.evaluate(async (address) => {
      const response = await fetch(address);
      const bytes = await response.arrayBuffer();
      return {
        status: response.status,
        type: response.headers.get('content-type'),
        bytes: bytes.byteLength,
      };
    }, url);

  test('serves the page with its policy', async () => {
    const response = await standIn.window.page.request.get(standIn.window.page.url());
    const policy = response.headers()['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe-eval');
  });

  test('serves tiles, painted on threads of the built bundle', async () => {
    const whole = { status: 200, type: 'application/octet-stream', bytes: 4 * 256 * 240 };
    expect(await get(tile('1/0/0/0'))).toEqual(whole);
    expect(await get(tile('1/1/0/0'))).toMatchObject({ bytes: 4 * 160 * 120 });
  });

  test('serves nothing else', async () => {
    expect((await get(tile('9/0/0/0'))).status).toBe(404);
    expect((await get(tile('1/0/0/x'))).status).toBe(400);
    expect((await get('tile/another/1/0/0/0')).status).toBe(404);
    expect((await get('..%2f..%2fpackage.json')).status).toBe(404);
    expect((await get('preload/index.cjs')).status).toBe(404);
  });

  test('takes uploads', async () => {
    const upload = await standIn.window.page.evaluate(async () => {
      const body = new Blob(['not a picture']);
      const response = await fetch('upload?name=..%2Fnone.png', { method: 'PUT', body });
      const { upload: id } = (await response.json()) as { upload: string };
      return id;
    });
    const source = { from: 'upload', upload };
    const { failure } = await call('project.open', { source, readOnly: false });
    expect(failure).toMatchObject({ name: 'PictureError' });
  });
});

describe('files that the system names', () => {
  const open = (path: string) =>
    call('project.open', { source: { from: 'path', path }, readOnly: false });

  test('a page may not name files of its own accord', async () => {
    // The photo itself was chosen in a dialog before.
    const { failure } = await open(join(dirname(photo), 'another photo.png'));
    expect(failure).toMatchObject({ name: 'PictureError' });
  });

  test('but one that was dropped on it, which is opened where it lies', async () => {
    const { page } = standIn.window;
    const before = events('project').length;
    await page.evaluate((path) => {
      const { document, DataTransfer, DragEvent } = globalThis as unknown as Dom;
      const dataTransfer = new DataTransfer();
      const file = Object.assign(new File([], 'a photo.png'), { electronStandInPath: path });
      dataTransfer.items.add(file);
      for (const type of ['dragenter', 'dragover', 'drop']) {
        const how = { dataTransfer, bubbles: true, cancelable: true };
        document.querySelector('main')?.dispatchEvent(new DragEvent(type, how));
      }
    }, photo);
    await until(() => events('project').length > before);
    expect(events('project').at(-1)).toMatchObject({ photos: [{ name: 'a photo.png' }] });
    expect((await open(photo)).result).toMatchObject({ photos: [{ name: 'a photo.png' }] });
  });

  test('another start of the app opens its files here', async () => {
    const before = events('project').length;
    writeFileSync(join(folder, 'broken.jpg'), 'no picture');
    Object.assign(standIn.window, { hasFocus: false, isHidden: true });
    const commandLine = ['/opt/penumbra', '--flag=x.png', ROOT, 'broken.jpg'];
    standIn.app.emit('second-instance', {}, commandLine, folder);
    await until(() => events('failure').length > 0);
    expect(events('failure').at(-1)).toMatchObject({ name: 'PictureError' });
    expect(standIn.window).toMatchObject({ hasFocus: true, isHidden: false });
    standIn.app.emit(
      'open-file',
      { preventDefault: () => undefined },
      join(folder, 'named.penumbra'),
    );
    await until(() => events('project').length > before);
    expect(standIn.window.title).toBe('named – Penumbra');
  });
});

describe('the menu', () => {
  test('asks the page for its commands', () => {
    standIn.choose('View', 'Zoom In');
    expect(events('command').at(-1)).toEqual({ command: 'zoom-in' });
  });

  test('opens the window of models, which are added by dialogs alone', async () => {
    const { page } = standIn.window;
    standIn.choose('File', 'Models…');
    const dialog = page.getByRole('dialog', { name: 'Models' });
    await dialog.getByRole('button', { name: 'Choose a folder…' }).waitFor();
    expect(await dialog.getByRole('button', { name: 'Add', exact: true }).count()).toBe(0);
    expect(await dialog.getByRole('textbox', { name: 'Location' }).count()).toBe(0);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  test('shows the keys that a command was given', async () => {
    expect(standIn.menuEntry('Edit', 'Undo').accelerator).toBe('CommandOrControl+Z');
    const { result } = await call('app.state', null);
    const { preferences } = result as { preferences: object };
    await call('app.setPreferences', { ...preferences, shortcuts: { undo: 'Mod+U', explore: '' } });
    expect(standIn.menuEntry('Edit', 'Undo').accelerator).toBe('CommandOrControl+U');
    expect(standIn.menuEntry('Results', 'Explore').accelerator).toBeUndefined();
  });
});

describe('what is refused', () => {
  test('to leave the page', async () => {
    const { page } = standIn.window;
    const url = page.url();
    for (const target of ['https://example.org/', 'file:///etc/passwd', 'data:text/html,x']) {
      await page.evaluate((address) => {
        Reflect.get(globalThis, 'location').href = address;
      }, target);
      await page.waitForTimeout(100);
      expect(page.url()).toBe(url);
    }
  });

  test('to open another', async () => {
    const { page, opened } = standIn.window;
    await page.evaluate(() => Reflect.get(globalThis, 'open')('https://example.org/'));
    expect(opened).toEqual([{ url: 'https://example.org/', action: 'deny' }]);
    expect(page.context().pages()).toHaveLength(1);
  });

  test('to reach anybody', async () => {
    const { session } = standIn;
    for (const url of ['https://example.org/', 'http://127.0.0.1:1/', 'ws://x/', 'file:///x']) {
      expect(session.isAllowed(url), url).toBe(false);
    }
    expect(session.isAllowed('penumbra://app/assets/index.js')).toBe(true);
    expect(standIn.window.webContents.webRtcPolicy).toBe('disable_non_proxied_udp');
  });

  test('permissions, but to copy text', () => {
    const { session, window } = standIn;
    const granted = (permission: string) => {
      let isGranted = false;
      session.requestPermission(window.webContents, permission, (answer) => {
        isGranted = answer;
      });
      return [isGranted, session.checkPermission(null, permission, 'penumbra://app/')];
    };
    for (const permission of ['media', 'geolocation', 'fileSystem', 'clipboard-read', 'usb']) {
      expect(granted(permission), permission).toEqual([false, false]);
    }
    expect(granted('clipboard-sanitized-write')).toEqual([true, true]);
    expect(session.allowDevice()).toBe(false);
    expect(session.checkPermission(null, 'clipboard-sanitized-write', 'https://x/')).toBe(false);
  });

  test('what another window, another page or a frame says', async () => {
    const { webContents: sender, page } = standIn.window;
    const senderFrame = { url: 'penumbra://app/', parent: null };
    const say = (event: Parameters<ElectronStandIn['ipc']['invoke']>[0], channel = 'call') =>
      standIn.ipc.invoke(event, channel, ['app.state', null]);
    await expect(say({ sender: {}, senderFrame })).rejects.toThrow('from another window');
    await expect(say({ sender, senderFrame: null })).rejects.toThrow('its frame is gone');
    const foreign = { url: 'https://example.org/', parent: null };
    await expect(say({ sender, senderFrame: foreign })).rejects.toThrow(
      'it came from https://example.org/',
    );
    await expect(say({ sender, senderFrame: foreign }, 'offer')).rejects.toThrow();
    await page.evaluate(() => {
      const { document } = globalThis as unknown as Dom;
      document.body.append(document.createElement('iframe'));
    });
    const frame = page.frames().at(-1);
    const said = frame?.evaluate(() =>
      Reflect.get(globalThis, 'electronStandInInvoke')('call', ['app.state', null]),
    );
    await expect(said).rejects.toThrow('from a frame within the page');
  });
});

test('an exploration runs in the built engine process, and is announced when nobody looks', async () => {
  const layer = {
    ...{ kind: 'layer', id: 'layer', photo: 1, name: 'Colour', intent: 'colour' },
    ...{ visible: true, opacity: 1, order: 1 },
  };
  const stroke = {
    ...{ kind: 'stroke', id: 'stroke', layer: 'layer', tool: 'brush', colour: '#e07a3c' },
    ...{ size: 40, hardness: 0.5, opacity: 0.9, points: [130, 90, 1, 150, 160, 1] },
  };
  const short = [controlRecord('sigma', 0.4), controlRecord('iterations', 8)];
  const put = [layer, stroke, ...short];
  expect(await call('document.commit', { label: 'Paint', put, remove: [] })).toHaveProperty(
    'result',
  );
  standIn.window.hasFocus = false;
  expect(await call('explore.start', { photo: 1 })).toEqual({ result: null });
  await until(() => standIn.notifications.length > 0);
  expect(standIn.notifications).toMatchObject([
    { title: 'Exploration finished', body: 'The results are ready.' },
  ]);
  expect(events('run').at(-1)).toMatchObject({ outcome: 'done' });
  const { progress } = standIn.window;
  expect(progress.at(-1)).toBe(-1);
  expect(progress.some((share) => share > 0 && share < 1)).toBe(true);
  standIn.notifications[0]?.click();
  expect(standIn.window.hasFocus).toBe(true);
});

test('the page knows all commands of the menu', async () => {
  const entries = standIn.menu.flatMap(({ submenu = [] }) => submenu);
  const before = events('command').length;
  for (const { click } of entries) click?.({}, {}, { triggeredByAccelerator: false });
  // What was sent before has been heard when this is answered.
  await standIn.window.page.evaluate(() => null);
  expect(events('command').length).toBeGreaterThan(before + 20);
  expect(standIn.window.problems).toEqual([]);
});

test('a page whose process ended is loaded again', async () => {
  const loaded = standIn.window.page.waitForEvent('load');
  standIn.answers.push('0');
  standIn.window.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
  await loaded;
  expect(standIn.asked.at(-1)).toMatchObject({ buttons: ['Reload', 'Quit'] });
  expect(await call('project.state', null)).toHaveProperty('result');
});

test('when its window is closed it ends, and leaves nothing behind', async () => {
  standIn.app.emit('window-all-closed');
  await until(() => standIn.hasEnded);
  expect(standIn.journal.at(-1)).toBe('quit');
  await until(() => standIn.processes.every(({ pid }) => pid === undefined));
});
