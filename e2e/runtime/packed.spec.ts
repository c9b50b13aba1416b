import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from '@playwright/test';
import { exploreSample, test } from './window.ts';

const DIST = join(import.meta.dirname, '../../dist');

/** What `npm run package` has made for this system, before it is in an installer. */
const PROGRAMS: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  linux: 'linux-unpacked/penumbra',
  win32: 'win-unpacked/Penumbra.exe',
  darwin: 'mac-arm64/Penumbra.app/Contents/MacOS/Penumbra',
};

// Its fuses let nobody attach to main, so that it is driven by its page alone.
test('what is packed explores the sample', async ({ environment }) => {
  const program = join(DIST, PROGRAMS[process.platform] ?? '');
  const child = spawn(program, ['--remote-debugging-port=0'], {
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  try {
    const browser = await chromium.connectOverCDP(await debuggerOf(child.stderr));
    const [context] = browser.contexts();
    const page = context?.pages()[0] ?? (await context?.waitForEvent('page'));
    if (!page) throw new Error(`${program} opens no window`);
    await exploreSample(page);
    await browser.close();
  } finally {
    const ended = once(child, 'exit');
    if (child.exitCode === null && child.kill()) await ended;
  }
});

/** The address that Chromium says it can be driven at. */
async function debuggerOf(stderr: NodeJS.ReadableStream): Promise<string> {
  const said: string[] = [];
  for await (const line of createInterface(stderr)) {
    said.push(line);
    const [, address] = /^DevTools listening on (ws:\S+)$/.exec(line) ?? [];
    if (address) return address;
  }
  throw new Error(`it ended and said ${said.join('\n')}`);
}
