/** Makes the pictures of the README from the running editor: `npm run -s pictures`. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { setup as build } from '../build.ts';
import { launchChromium } from '../chromium.ts';
import { Host } from './host.ts';

const OUT = fileURLToPath(new URL('../../docs/images/', import.meta.url));
const VIEWPORT = { width: 1440, height: 900 };
/** Width of each picture of the row, and of the gaps between them, in pixels. */
const COLUMN = 640;
const GAP = 8;
/** Milliseconds for what fades in, and for tiles. */
const SETTLED_MS = 1_500;

mkdirSync(OUT, { recursive: true });
await build();
const home = mkdtempSync(join(tmpdir(), 'penumbra-pictures-'));
const host = new Host(home);
const browser = await launchChromium();
try {
  const page = await browser.newPage({ viewport: VIEWPORT });
  await page.goto(await host.start());
  await edit(page);
  await page.waitForTimeout(SETTLED_MS);
  await sharp(await page.screenshot())
    .webp({ quality: 85 })
    .toFile(join(OUT, 'editor.webp'));
  await row(await views(page));
} finally {
  await browser.close();
  await host.stop();
  rmSync(home, { recursive: true, force: true });
}

/** Explores the sample with its strokes, and applies the first alternative. */
async function edit(page: Page): Promise<void> {
  await page.getByRole('button', { name: /sample/ }).click();
  await page.getByLabel(/^Canvas: /).waitFor();
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: /^Cancel/ }).waitFor();
  await page.getByRole('button', { name: /^Explore Ctrl/ }).waitFor({ timeout: 280_000 });
  const cards = page.getByRole('grid', { name: 'Alternatives, best first' }).getByRole('row');
  await cards.first().click();
  await page.keyboard.press('Enter');
}

/** The photo alone: as it was, with its strokes, and with what is applied. */
async function views(page: Page): Promise<Buffer[]> {
  await page.keyboard.press('f');
  await page.keyboard.press('Control+0');
  // What lies over a corner of the canvas is no part of the photo.
  await page.addStyleTag({ content: '.alone { display: none }' });
  const shot = async () => {
    await page.waitForTimeout(SETTLED_MS);
    return page.getByLabel(/^Canvas: /).screenshot();
  };
  await page.keyboard.down('\\');
  const before = await shot();
  await page.keyboard.up('\\');
  const after = await shot();
  await page.keyboard.press('r');
  return [before, await shot(), after];
}

/** Puts views side by side, without the surround. */
async function row(pictures: readonly Buffer[]): Promise<void> {
  const { info } = await sharp(pictures[0])
    .trim({ threshold: 4 })
    .toBuffer({ resolveWithObject: true });
  const { trimOffsetLeft = 0, trimOffsetTop = 0, width, height } = info;
  const photo = { left: -trimOffsetLeft, top: -trimOffsetTop, width, height };
  const scaled = { width: COLUMN, height: Math.round((height * COLUMN) / width) };
  const columns = await Promise.all(
    pictures.map((picture) => sharp(picture).extract(photo).resize(scaled).toBuffer()),
  );
  const whole = { width: columns.length * (COLUMN + GAP) - GAP, height: scaled.height };
  await sharp({ create: { ...whole, channels: 4, background: '#00000000' } })
    .composite(columns.map((input, i) => ({ input, left: i * (COLUMN + GAP), top: 0 })))
    .webp({ quality: 85 })
    .toFile(join(OUT, 'before-strokes-after.webp'));
}
