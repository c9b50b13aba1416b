import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';

/** What a machine can find of WCAG 2.2, levels A and AA. */
async function violations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(' ')}`);
}

test('the first screen, the editor and its windows pass an accessibility scan', async ({
  editor,
}) => {
  const { page } = editor;
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  expect(await violations(page)).toEqual([]);
  await editor.openVase();
  await editor.paint();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Control+Shift+e');
  await expect(page.getByRole('dialog')).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await editor.choose(/^Theme/);
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  expect(await violations(page)).toEqual([]);
});

test('sliders say their values in the units that are seen', async ({ editor }) => {
  const { page } = editor;
  await editor.openVase();
  const slider = (name: string) => page.getByRole('slider', { name, exact: true }).first();
  await expect(slider('Size')).toHaveAttribute('aria-valuetext', '38 px');
  await expect(slider('Strength')).toHaveAttribute('aria-valuetext', '60 %');
  await slider('Size').press('End');
  await expect(slider('Size')).toHaveAttribute('aria-valuetext', '384 px');
  await slider('Strength').press('ArrowRight');
  await expect(slider('Strength')).toHaveAttribute('aria-valuetext', '61 %');
  await page.keyboard.press('c');
  const divider = page.getByRole('slider', { name: 'Before/after divider' });
  await expect(divider).toHaveAttribute('aria-valuetext', '50 %');
  await divider.press('ArrowRight');
  await expect(divider).toHaveAttribute('aria-valuetext', '51 %');
});

test('at twice the scale of a small screen, nothing is out of reach', async ({ editor }) => {
  const { page } = editor;
  await page.setViewportSize({ width: 640, height: 400 });
  await editor.openVase();
  await editor.paint();
  const width = (selector: string) =>
    page.locator(selector).evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
  expect(await width('.top-bar')).toBe(0);
  expect(await width('.gallery')).toBe(0);
  await expect(editor.button('Export')).toBeInViewport({ ratio: 1 });
  await expect(editor.exploreButton).toBeInViewport({ ratio: 1 });
  const history = page.getByRole('button', { name: /^Colour stroke/ });
  await history.scrollIntoViewIfNeeded();
  await expect(history).toBeInViewport({ ratio: 1 });
  await page.keyboard.press('Control+Shift+e');
  const report = page.getByText('Also write a report of what changed');
  await report.scrollIntoViewIfNeeded();
  await expect(report).toBeInViewport({ ratio: 1 });
  await expect(page.getByRole('button', { name: 'Export JPEG' })).toBeInViewport({ ratio: 1 });
});

test('everything can be done by keys', async ({ editor }) => {
  const { page } = editor;
  const press = (...keys: string[]) =>
    keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
  await page.getByRole('button', { name: 'vase.png' }).focus();
  await press('Enter');
  await expect(editor.canvas).toBeVisible();
  await press('e', 'b', 'x', 'd', ']', '[');
  await press('f');
  await expect(page.getByRole('toolbar', { name: 'Tools' })).toBeHidden();
  await press('f');
  await expect(page.getByRole('toolbar', { name: 'Tools' })).toBeVisible();
  await press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  await press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await press('Control+1');
  await expect(page.getByRole('textbox', { name: 'Zoom' })).toHaveValue(/100/);
  // Whatever has the focus, Explore's keys do nothing else.
  await editor.paint();
  await page.getByRole('button', { name: 'Delete Colour and its strokes' }).focus();
  await press('Control+Enter');
  await expect(editor.button(/^Cancel/)).toBeVisible();
  await expect(page.getByRole('row', { name: 'Colour' })).toBeVisible();
});
