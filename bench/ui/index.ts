/** Measures frames of the editor's canvas in a real browser: `npm run -s bench:ui -- --json`. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import chromium from '@sparticuz/chromium';
import { chromium as playwright } from 'playwright-core';
import sharp from 'sharp';
import { setup as build } from '../../e2e/build.ts';
import { Host } from '../../e2e/editor/host.ts';
import { median, rounded } from '../timing.ts';
import { framesWhile } from './frames.ts';
import { drawSpiral, turnWheel } from './hand.ts';
import { openings, writeProject } from './opening.ts';

/** Of the window, in CSS pixels: a large screen without scaling. */
const WINDOW = { width: 3840, height: 2160 };

/** Where a project is opened. */
const USUAL_WINDOW = { width: 1920, height: 1080 };

/** Of the photo: 50 megapixels. */
const PHOTO = { width: 8660, height: 5774 };

/** Of the photo of the project that is opened: 12 megapixels. */
const USUAL_PHOTO = { width: 4243, height: 2828 };

interface Row {
  readonly what: string;
  readonly medianMs: number;
  readonly p95Ms: number;
}

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
await build();
const place = mkdtempSync(join(tmpdir(), 'penumbra-bench-ui-'));
const host = new Host(join(place, 'data'), join(place, 'photos'));
try {
  mkdirSync(join(place, 'photos'));
  await writePhoto(join(place, 'photos', 'large.jpg'), PHOTO);
  const usual = join(place, 'usual.jpg');
  await writePhoto(usual, USUAL_PHOTO);
  writeProject(join(place, 'photos', 'worked on.penumbra'), usual, USUAL_PHOTO);
  const rows = await measure(await host.start());
  if (values.json) process.stdout.write(`${JSON.stringify(rows)}\n`);
  else
    for (const row of rows)
      process.stdout.write(`${row.what}: ${row.medianMs} / ${row.p95Ms} ms\n`);
} finally {
  await host.stop();
  rmSync(place, { recursive: true, force: true });
}

async function measure(url: string): Promise<Row[]> {
  // Drawn by the processor: an emulated graphics card would be slower, and is nobody's.
  const browser = await playwright.launch({
    executablePath: await chromium.executablePath(),
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const page = await browser.newPage({ viewport: USUAL_WINDOW });
    await page.goto(url);
    const opened = await openings(page, 'worked on.penumbra');
    await page.setViewportSize(WINDOW);
    await page.getByRole('button', { name: 'large.jpg' }).click();
    const canvas = page.getByLabel('Canvas: large.jpg');
    await canvas.waitFor();
    await page.waitForLoadState('networkidle');
    const box = await canvas.boundingBox();
    if (!box) throw new Error('the canvas is not shown');
    const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    const session = await page.context().newCDPSession(page);
    const still = await framesWhile(page, () => page.waitForTimeout(2000));
    const stroke = await framesWhile(page, () =>
      drawSpiral(session, middle, 0.45 * box.height, 10_000),
    );
    const wheel = await framesWhile(page, () => turnWheel(session, middle, 480));
    return [
      row(
        'opening 1,000 strokes and 50 runs on 12 megapixels at 1920×1080, to the first picture',
        opened,
      ),
      row('nothing, for comparison', still),
      row('a stroke of 10,000 points at 3840×2160', stroke),
      row('wheel zoom on 50 megapixels at 3840×2160', wheel),
    ];
  } finally {
    await browser.close();
  }
}

function row(what: string, times: readonly number[]): Row {
  const p95 = times.toSorted((a, b) => a - b)[Math.floor(0.95 * times.length)] ?? Number.NaN;
  return { what, medianMs: rounded(median(times)), p95Ms: rounded(p95) };
}

/** A photo with detail everywhere, as a real one has. */
async function writePhoto(path: string, { width, height }: typeof PHOTO): Promise<void> {
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
  await sharp({ create: { width: 1732, height: 1155, channels: 3, background: '#808080', noise } })
    .resize(width, height, { fit: 'fill', kernel: 'linear' })
    .jpeg({ quality: 85 })
    .toFile(path);
}
