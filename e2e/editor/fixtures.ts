import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect, type Page } from '@playwright/test';
import sharp from 'sharp';
import { chromiumOptions } from '../chromium.ts';
import { Host } from './host.ts';

export { expect };

/** What every test of the editor has. */
interface Fixtures {
  /** A folder for all that the test keeps. */
  readonly place: string;
  /** The browser host, with one photo in its folder. */
  readonly host: Host;
  readonly editor: EditorPage;
}

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from its pattern
  async place({}, use) {
    const place = mkdtempSync(join(tmpdir(), 'penumbra-e2e-'));
    await use(place);
    rmSync(place, { recursive: true, force: true });
  },

  async host({ place }, use) {
    const folder = join(place, 'photos');
    mkdirSync(folder);
    await writeVase(join(folder, 'vase.png'));
    const host = new Host(join(place, 'data'), folder);
    await use(host);
    await host.stop();
  },

  async editor({ page, host }, use) {
    const editor = new EditorPage(page, host);
    await editor.enter();
    await use(editor);
    expect(editor.problems).toEqual([]);
  },

  // One browser of npm's for all tests.
  launchOptions: [
    // biome-ignore lint/correctness/noEmptyPattern: as above
    async ({}, use) => {
      await use(await chromiumOptions());
    },
    { scope: 'worker' },
  ],
});

/** A photo of our own: a vase before a wall. */
async function writeVase(path: string): Promise<void> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="960" height="640">
    <rect width="960" height="640" fill="#7d7468"/><rect y="500" width="960" height="140" fill="#4a3a2c"/>
    <ellipse cx="480" cy="340" rx="150" ry="200" fill="#2f5d8c"/></svg>`;
  await sharp(Buffer.from(svg)).removeAlpha().png().toFile(path);
}

/** A place on the canvas, in shares of it. */
export type Place = readonly [x: number, y: number];

/** The editor as a photographer uses it. */
export class EditorPage {
  readonly page: Page;
  private readonly host: Host;
  /** What went wrong on the page, and requests that would have left the machine. */
  readonly problems: string[] = [];

  constructor(page: Page, host: Host) {
    this.page = page;
    this.host = host;
    page.on('pageerror', (error) => this.problems.push(String(error)));
    page.on('request', (request) => {
      const { protocol, hostname } = new URL(request.url());
      const isLocal = hostname === '127.0.0.1' || protocol === 'data:' || protocol === 'blob:';
      if (!isLocal) this.problems.push(`a request to ${request.url()}`);
    });
  }

  /** Starts the host and opens its address. */
  async enter(): Promise<void> {
    await this.page.goto(await this.host.start());
    await expect(this.page.getByRole('heading', { name: 'Penumbra' })).toBeVisible();
  }

  async openVase(): Promise<void> {
    await this.page.getByRole('button', { name: 'vase.png' }).click();
    await expect(this.canvas).toBeVisible();
  }

  get canvas() {
    return this.page.getByLabel('Canvas: vase.png');
  }

  get cards() {
    return this.page.getByRole('grid', { name: 'Alternatives, best first' }).getByRole('row');
  }

  get strokesInHistory() {
    const history = this.page.getByRole('group', { name: 'History' });
    return history.getByRole('button', { name: /^Colour stroke/ });
  }

  button(name: string | RegExp) {
    return this.page.getByRole('button', { name });
  }

  /** A place on the canvas in CSS pixels of the page. */
  async onScreen([x, y]: Place): Promise<[number, number]> {
    const box = await this.canvas.boundingBox();
    if (!box) throw new Error('the canvas is not shown');
    return [box.x + x * box.width, box.y + y * box.height];
  }

  /** Colour that a place of the canvas is shown in, with the pointer out of the way. */
  async colourAt([x, y]: Place): Promise<number[]> {
    await this.page.mouse.move(1, 1);
    const { data, info } = await sharp(await this.canvas.screenshot())
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const at = 3 * (Math.floor(y * info.height) * info.width + Math.floor(x * info.width));
    return [...data.subarray(at, at + 3)];
  }

  /** Draws a line over the vase, in shares of the canvas. */
  async paint(from = { x: 0.42, y: 0.35 }, to = { x: 0.55, y: 0.6 }): Promise<void> {
    await this.page.mouse.move(...(await this.onScreen([from.x, from.y])));
    await this.page.mouse.down();
    await this.page.mouse.move(...(await this.onScreen([to.x, to.y])), { steps: 12 });
    await this.page.mouse.up();
    await expect(this.page.getByText('Saved', { exact: true })).toBeVisible();
  }

  /** Explores, and waits for the whole gallery. */
  async explore(): Promise<void> {
    await this.startExploring();
    await expect(this.exploreButton).toBeVisible({ timeout: 280_000 });
    await expect(this.cards.first()).toBeVisible();
  }

  async startExploring(): Promise<void> {
    await this.exploreButton.click();
    await expect(this.button(/^Cancel/)).toBeVisible();
  }

  get exploreButton() {
    return this.page.getByRole('button', { name: /^Explore Ctrl/ });
  }

  /** A menu entry of the project's menu. */
  async choose(entry: string | RegExp): Promise<void> {
    await this.button(/^Project /).click();
    await this.page.getByRole('menuitem', { name: entry }).click();
  }
}
