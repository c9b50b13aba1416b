/**
 * Whether Penumbra works at all, in seconds: the browser host answers its page and a call, and the command line edits the
 * sample at a small size. `npm run -s smoke`.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { setup as build } from '../e2e/build.ts';
import { Host } from '../e2e/editor/host.ts';
import { SocketBridge } from '../e2e/soak/socket-bridge.ts';
import { Rpc } from '../src/renderer/rpc.ts';

const ROOT = join(import.meta.dirname, '..');
const SAMPLE = join(ROOT, 'resources', 'sample');
const SIZE = { width: 384, height: 256 };

const begin = performance.now();
await build();
const folder = mkdtempSync(join(tmpdir(), 'penumbra-smoke-'));
try {
  const [version, effect] = await Promise.all([serve(), edit()]);
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  process.stdout.write(
    `Penumbra ${version} serves its editor, and an edit of the sample has an effect of ${effect.toFixed(2)} (${seconds} s)\n`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** @returns the version that the editor says it has */
async function serve(): Promise<string> {
  const host = new Host(join(folder, 'data'));
  try {
    const bridge = await SocketBridge.open(await host.start());
    const page = Buffer.from(await bridge.fetch('/')).toString();
    if (!page.includes('<title>Penumbra</title>')) throw new Error(`the page is ${page}`);
    const { version } = await new Rpc(bridge).call('app.state', null);
    bridge.close();
    return version;
  } finally {
    await host.stop();
  }
}

/** @returns how far colours under the strokes went */
async function edit(): Promise<number> {
  const small = async (name: string) => {
    const path = join(folder, name);
    await sharp(join(SAMPLE, name)).resize(SIZE).toFile(path);
    return path;
  };
  const [photo, strokes] = await Promise.all([small('still-life.jpg'), small('strokes.png')]);
  const out = join(folder, 'result.png');
  const cli = join(ROOT, 'src', 'main', 'cli.ts');
  const options = [
    'edit',
    photo,
    '--strokes',
    strokes,
    '--out',
    out,
    '--iterations',
    '8',
    '--json',
  ];
  const { stdout } = await promisify(execFile)(process.execPath, [cli, ...options]);
  const { width } = await sharp(out).metadata();
  if (width !== SIZE.width)
    throw new Error(`the result is ${width} pixels wide, not ${SIZE.width}`);
  const { result } = JSON.parse(stdout) as { result: { effect: number } };
  return result.effect;
}
