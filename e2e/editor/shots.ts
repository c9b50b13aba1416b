/** Writes a screenshot of every main state of the editor: `npm run -s shots -- --out DIR`. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { writeSyntheticFlux } from '../../bench/synthetic-flux.ts';
import { setup as build } from '../build.ts';
import { launchChromium } from '../chromium.ts';
import { Host } from './host.ts';

/** Milliseconds for what fades in, and for tiles. */
const SETTLED_MS = 1_500;

const { values } = parseArgs({ options: { out: { type: 'string' } } });
if (values.out === undefined) {
  process.stderr.write('npm run -s shots -- --out DIR: where the screenshots go\n');
  process.exit(2);
}
const out = resolve(values.out);
mkdirSync(out, { recursive: true });
await build();
const home = mkdtempSync(join(tmpdir(), 'penumbra-shots-'));
const host = new Host(home);
const browser = await launchChromium();
try {
  // A still picture is taken; what moves would keep a busy machine from it.
  const viewport = { width: 1280, height: 800 };
  const page = await browser.newPage({ viewport, reducedMotion: 'reduce' });
  await page.goto(await host.start());
  await show(page);
} finally {
  await browser.close();
  await host.stop();
  rmSync(home, { recursive: true, force: true });
}

/** Walks through the first minute of a new user, and a little beyond. */
async function show(page: Page): Promise<void> {
  let count = 0;
  const shot = async (name: string) => {
    await page.waitForTimeout(SETTLED_MS);
    count++;
    const path = join(out, `${String(count).padStart(2, '0')}-${name}.png`);
    await page.screenshot({ path });
    process.stdout.write(`${path}\n`);
  };
  const press = (key: string) => page.keyboard.press(key);
  const cards = page.getByRole('grid', { name: 'Alternatives, best first' }).getByRole('row');

  await page.getByRole('button', { name: /sample/ }).waitFor();
  await shot('welcome');
  await page.getByRole('button', { name: /sample/ }).click();
  await page.getByLabel(/^Canvas: /).waitFor();
  await shot('sample');
  await press('Control+Enter');
  await cards.first().waitFor({ timeout: 120_000 });
  await shot('exploring');
  await page.getByRole('button', { name: /^Explore Ctrl/ }).waitFor({ timeout: 280_000 });
  await cards.first().click();
  await shot('gallery');
  await press('Enter');
  await press('c');
  await shot('compare-slider');
  await press('Shift+C');
  await shot('compare-side-by-side');
  await press('Shift+D');
  await shot('compare-difference');
  await press('Shift+D');
  await press('Control+1');
  await shot('actual-size');
  await press('Control+0');
  await press('Control+Shift+E');
  await page.getByRole('dialog').waitFor();
  await shot('export');
  await press('Escape');
  await press('?');
  await page.getByRole('dialog').waitFor();
  await shot('shortcuts');
  await press('Escape');
  await showModels(page, shot);
  await press('f');
  await shot('photo-alone');
  await press('f');
  await page.getByRole('button', { name: /^Project / }).click();
  await page.getByRole('menuitem', { name: /^Theme/ }).click();
  await shot('light');
  await page.setViewportSize({ width: 2560, height: 1440 });
  await shot('large');
}

/** The window of models, and the inspector with another model than the embedded one, there and gone. */
async function showModels(page: Page, shot: (name: string) => Promise<void>): Promise<void> {
  const folder = join(home, 'flux-tiny');
  await writeSyntheticFlux(folder, { size: 'tiny', fill: 'random', type: 'F32' });
  await page.getByRole('button', { name: /^Project / }).click();
  await page.getByRole('menuitem', { name: 'Models' }).click();
  const dialog = page.getByRole('dialog', { name: 'Models' });
  await dialog.getByRole('textbox', { name: 'Location' }).fill(folder);
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await dialog.getByRole('button', { name: 'Check the files of flux-tiny' }).click();
  await dialog.getByText(/^Stored hashes of/).waitFor();
  await shot('models');
  await dialog.getByRole('textbox', { name: 'Location' }).fill(join(folder, 'tokenizer'));
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await dialog.getByRole('alert').waitFor();
  await shot('models-refused');
  await dialog.getByRole('button', { name: 'Use flux-tiny' }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Advanced' }).click();
  await page.getByRole('textbox', { name: 'Prompt' }).fill('a vase on a table');
  await page.getByText(/^flux-tiny needs/).waitFor();
  await page.getByRole('button', { name: /Model$/ }).scrollIntoViewIfNeeded();
  await shot('model-chosen');
  await page.getByRole('button', { name: 'Models…' }).click();
  await dialog.getByRole('button', { name: /^Remove flux-tiny from the list/ }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Use the embedded model' }).waitFor();
  await shot('model-missing');
  await page.getByRole('button', { name: 'Use the embedded model' }).click();
  await page.getByRole('button', { name: 'Advanced' }).click();
}
