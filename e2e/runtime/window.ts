import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect, type Page } from '@playwright/test';

/** Tests with a home of their own for whatever Penumbra keeps, on each system by the variable that names it. */
export const test = base.extend<{ readonly environment: Record<string, string> }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from its pattern
  async environment({}, use) {
    const home = mkdtempSync(join(tmpdir(), 'penumbra-runtime-'));
    const { ELECTRON_RUN_AS_NODE: _, ...others } = process.env;
    const set = Object.entries(others).filter(
      (pair): pair is [string, string] => pair[1] !== undefined,
    );
    await use({ ...Object.fromEntries(set), HOME: home, APPDATA: home, XDG_DATA_HOME: home });
    rmSync(home, { recursive: true, force: true, maxRetries: 10 });
  },
});

/** Explores the sample in a window: threads, the engine process, the model and the scheme of pictures all take part. */
export async function exploreSample(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { name: 'Penumbra' })).toBeVisible();
  await page.getByRole('button', { name: 'Try it on the sample photo' }).click();
  await expect(page.getByLabel('Canvas: still-life.jpg')).toBeVisible();
  await page.getByRole('button', { name: 'Explore', exact: true }).click();
  const cards = page.getByRole('grid', { name: 'Alternatives, best first' }).getByRole('row');
  await expect(cards.first()).toBeVisible({ timeout: 120_000 });
}
