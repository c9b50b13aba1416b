import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect as connectRaw } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { ProjectState } from '../../preload/project-state.ts';
import { Editor } from '../editor/editor.ts';
import { EngineHost } from '../editor/engine-host.ts';
import { handlersOf } from '../rpc/handlers.ts';
import { type BrowserHost, serve } from './server.ts';

const SECRET = 'nobody may read this';

let home: string;
let editor: Editor;
let host: BrowserHost;
let logged: string[];
let base: URL;
let cookie: string;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'penumbra-host-'));
  const page = join(home, 'page');
  mkdirSync(page);
  writeFileSync(join(page, 'index.html'), '<!doctype html>the page');
  writeFileSync(join(home, 'secret.html'), SECRET);
  logged = [];
  const data = join(home, 'data');
  const options = { host: 'browser', version: '1.0.0', folder: undefined } as const;
  editor = new Editor(
    { ...options, dataFolder: data, engine: new EngineHost(), dialogs: undefined },
    (event, told) => host.emit(event, told),
  );
  host = await serve(editor, handlersOf(editor), page, 0, (message) => logged.push(message));
  base = new URL(host.url());
  const { headers } = await get(base.pathname + base.search);
  cookie = String(headers['set-cookie']).split(';')[0] as string;
});

afterEach(async () => {
  await host.close();
  await editor.quit();
  rmSync(home, { recursive: true, force: true });
});

/** A request as it is, also one that no browser would send. */
async function get(
  path: string,
  headers: Readonly<Record<string, string>> = {},
  method = 'GET',
  body?: Uint8Array,
) {
  const { promise, resolve, reject } = Promise.withResolvers<import('node:http').IncomingMessage>();
  const sent = request({ host: '127.0.0.1', port: base.port, path, method, headers }, resolve);
  sent.on('error', reject);
  sent.end(body);
  const response = await promise;
  return {
    status: response.statusCode,
    headers: response.headers,
    body: await text(response),
  };
}

const origin = () => base.origin;
const known = () => ({ cookie, origin: origin() });

/** A connection of the page's; what it is closed with, where it is refused. */
async function connect(headers: Readonly<Record<string, string>>): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${base.port}/rpc`, { headers });
  const { promise, resolve, reject } = Promise.withResolvers<WebSocket>();
  socket.on('open', () => resolve(socket));
  socket.on('error', reject);
  return promise;
}

async function call(socket: WebSocket, message: unknown): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  socket.once('message', (data) => resolve(JSON.parse(String(data))));
  socket.once('close', (code) => reject(new Error(`closed with ${code}`)));
  socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  return promise;
}

describe('the page', () => {
  it('is shown to who came with the token, under a policy that lets nothing else in', async () => {
    const { status, body, headers } = await get('/', { cookie });
    expect([status, body]).toEqual([200, '<!doctype html>the page']);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
  });

  it.each([
    ['no token', '/', {}],
    ['a wrong token', '/?token=AAAA', {}],
    ['a wrong cookie', '/', { cookie: 'penumbra-1=AAAA' }],
    ['an empty cookie', '/', { cookie: 'penumbra=' }],
  ])('is not shown to who has %s', async (_, path, headers) => {
    const { status, body } = await get(path, headers);
    expect(status).toBe(403);
    expect(body).not.toContain('the page');
    expect(logged.join()).toMatch(/refused/);
  });

  it('a token opens one browser; the next address has another', async () => {
    expect((await get(base.pathname + base.search)).status).toBe(403);
    const seen = await get(base.pathname + base.search, { accept: 'text/html,*/*' });
    expect(seen.body).toContain('<p>This address has already been used.');
    expect(seen.headers['content-security-policy']).toContain("default-src 'none'");
    const next = new URL(host.url());
    expect(next.search).not.toBe(base.search);
    const { status, headers } = await get(next.pathname + next.search);
    expect([status, headers.location]).toEqual([303, '/']);
    expect(String(headers['set-cookie'])).toMatch(/HttpOnly; SameSite=Strict$/);
  });

  it.each([
    '/../secret.html',
    '/%2e%2e/secret.html',
    '/..%2fsecret.html',
    '/assets/..%5c..%5csecret.html',
    '/%00',
    '/%zz',
    '//etc/hostname',
  ])('no path leads out of its folder: %s', async (path) => {
    const { status, body } = await get(path, { cookie });
    expect(status).toBe(404);
    expect(body).not.toContain(SECRET);
  });
});

describe('requests of other sites', () => {
  it('under another name of this machine are refused', async () => {
    const { status } = await get('/', { cookie, host: `evil.example:${base.port}` });
    expect(status).toBe(403);
  });

  it('from another origin are refused, connections too', async () => {
    const foreign = { cookie, origin: 'https://evil.example' };
    expect((await get('/', foreign)).status).toBe(403);
    expect((await get('/upload?name=a.png', foreign, 'PUT')).status).toBe(403);
    await expect(connect(foreign)).rejects.toThrow('403');
    await expect(connect({ cookie })).rejects.toThrow('403');
    await expect(connect({ origin: origin() })).rejects.toThrow('403');
    expect(logged.filter((line) => line.includes('refused'))).toHaveLength(5);
  });
});

it('a connection to what is no address is refused, and the host goes on', async () => {
  const raw = connectRaw(Number(base.port), '127.0.0.1');
  const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket';
  raw.write(`GET // HTTP/1.1\r\nHost: ${base.host}\r\n${upgrade}\r\n\r\n`);
  const [answer] = await once(raw, 'data');
  expect(String(answer)).toContain('403');
  raw.destroy();
  expect((await get('/', { cookie })).status).toBe(200);
});

it('a request for what is no address is refused in words', async () => {
  const { status, body } = await get('//[');
  expect([status, body]).toEqual([400, 'This is no address.\n']);
  expect(logged).toEqual(['a request was refused: //[ is no address']);
});

it('a port that is taken is named, and the way out', async () => {
  const log = () => undefined;
  await expect(serve(editor, handlersOf(editor), home, Number(base.port), log)).rejects.toThrow(
    `port ${base.port} is not available (EADDRINUSE). Give another with --port`,
  );
});

describe('calls', () => {
  it('are answered', async () => {
    const socket = await connect(known());
    const answer = await call(socket, { id: 1, method: 'app.state', params: null });
    expect(answer).toMatchObject({ id: 1, result: { version: '1.0.0', host: 'browser' } });
  });

  it.each([
    ['toString', null, 'there is no method'],
    ['__proto__', null, 'there is no method'],
    [7, null, 'there is no method'],
    [{ toString: 1 }, null, 'there is no method'],
    ['project.open', { source: { from: 'path', path: '/etc/passwd' }, readOnly: false }, 'offered'],
    [
      'project.open',
      { source: { from: 'upload', upload: '../../etc/passwd' }, readOnly: false },
      'did not arrive',
    ],
    ['document.goTo', { edit: '1; DROP TABLE edit' }, 'called wrongly'],
    ['document.undo', { extra: 1 }, 'called wrongly'],
    ['document.undo', null, 'No project is open'],
  ])('%s with %j is refused by name', async (method, params, problem) => {
    const socket = await connect(known());
    const answer = await call(socket, { id: 2, method, params });
    expect(answer).toMatchObject({ id: 2, failure: { message: expect.stringContaining(problem) } });
    expect(logged).toHaveLength(1);
  });

  it.each(['not json', '[]', '7', '{"method":"app.state"}'])(
    'what is no call ends the connection: %s',
    async (message) => {
      const socket = await connect(known());
      await expect(call(socket, message)).rejects.toThrow('closed with 1008');
    },
  );

  it('of more than a window can mean end the connection, and nothing else', async () => {
    const socket = await connect(known());
    socket.on('error', () => undefined);
    const large = JSON.stringify({ id: 1, method: 'app.state', params: 'x'.repeat(2 ** 24) });
    await expect(call(socket, large)).rejects.toThrow('closed with');
    const next = await connect(known());
    expect(await call(next, { id: 3, method: 'app.state', params: null })).toMatchObject({ id: 3 });
  });
});

describe('pictures', () => {
  const png = () =>
    sharp({ create: { width: 300, height: 200, channels: 3, background: '#456' } })
      .png()
      .toBuffer();

  async function upload(name: string): Promise<string> {
    const { body } = await get(`/upload?name=${name}`, known(), 'PUT', await png());
    return (JSON.parse(body) as { upload: string }).upload;
  }

  it('come by upload, whatever their names say', async () => {
    const name = encodeURIComponent('../../<img src=x onerror=alert(1)>.png');
    const socket = await connect(known());
    const source = { from: 'upload', upload: await upload(name) };
    const messages: { result?: Pick<ProjectState, 'photos' | 'path' | 'session'> }[] = [];
    socket.on('message', (data) => messages.push(JSON.parse(String(data))));
    socket.send(
      JSON.stringify({ id: 4, method: 'project.open', params: { source, readOnly: false } }),
    );
    await expect.poll(() => messages.find((one) => one.result), { timeout: 10_000 }).toBeTruthy();
    const opened = messages.find((one) => one.result)?.result;
    const { photos, path, session } = opened ?? { photos: [], path: '', session: '' };
    // Text it stays: the page shows it as such, and no file is made of it elsewhere.
    expect(photos[0]?.name).toBe('<img src=x onerror=alert(1)>.png');
    expect(path.startsWith(join(home, 'data'))).toBe(true);
    const { status, headers } = await get(`/tile/${session}/1/0/0/0`, { cookie });
    expect([
      status,
      headers['content-length'] ?? '204800',
      headers['x-content-type-options'],
    ]).toEqual([200, '204800', 'nosniff']);
    expect((await get('/tile/another/1/0/0/0', { cookie })).status).toBe(404);
  });

  it('are refused where there is no room, in words that reach who sends all of it', async () => {
    editor.transfers.close();
    const large = new Uint8Array(8 * 2 ** 20);
    const { status, body } = await get('/upload?name=a.png', known(), 'PUT', large);
    expect(status).toBe(413);
    expect(body).toMatch(/the folder for temporary files, .*Make room there/);
    expect(logged).toEqual([]);
  });

  it.each([
    ['/tile/key/1/0/0/0', 404],
    ['/tile/key/1/0/0', 400],
    ['/tile/key/1/0/0/-1', 400],
    ['/tile/key/1/0/0/0?look=%7B%22clusters%22%3A%5B%5D%7D', 400],
    ['/preview/key/edit/1', 400],
    ['/download/..%2f..%2fsecret.html', 404],
    ['/download/none', 404],
  ])('%s is answered with %i', async (path, status) => {
    const { status: answered, body } = await get(path, { cookie });
    expect(answered).toBe(status);
    expect(body).not.toContain(SECRET);
  });

  it('are not for who has no cookie', async () => {
    expect((await get('/tile/key/1/0/0/0')).status).toBe(403);
    expect((await get('/upload?name=a.png', { origin: origin() }, 'PUT')).status).toBe(403);
  });
});

it('writes nothing of what it keeps into the log', () => {
  expect(readFileSync(join(home, 'secret.html'), 'utf8')).toBe(SECRET);
  expect(logged.join()).not.toContain(cookie.split('=')[1]);
});
