import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from './fixtures.ts';

test('a photo is opened, painted, explored, picked, tuned and exported, and opens again as it was', async ({
  editor,
  place,
}) => {
  const { page } = editor;
  await editor.openVase();
  await expect(editor.exploreButton).toBeDisabled();
  await editor.paint();
  await expect(page.getByRole('row', { name: /Colour/ })).toBeVisible();
  await editor.explore();
  await expect(editor.cards).toHaveCount(6);

  // Arrows preview, Enter applies: picking leaves the others where they are.
  await editor.cards.first().click();
  await page.keyboard.press('ArrowRight');
  await expect(editor.cards.nth(1)).toContainText('Preview');
  await page.keyboard.press('Enter');
  await expect(editor.cards.nth(1)).toContainText('Applied');
  await expect(editor.cards).toHaveCount(6);

  await page.keyboard.press('Control+z');
  await expect(editor.cards.filter({ hasText: 'Applied' })).toHaveCount(0);
  await page.keyboard.press('Control+y');
  await expect(editor.cards.nth(1)).toContainText('Applied');

  await page.keyboard.press('Control+Shift+e');
  const dialog = page.getByRole('dialog', { name: 'Export' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('{name} blue');
  await dialog.getByRole('radio', { name: 'PNG' }).click();
  await dialog.getByRole('button', { name: /^Export/ }).click();
  await expect(dialog).toBeHidden();
  const [before, after] = await Promise.all(
    ['vase.png', 'vase blue.png'].map((name) =>
      sharp(readFileSync(join(place, 'photos', name)))
        .raw()
        .toBuffer({ resolveWithObject: true }),
    ),
  );
  expect(after?.info).toMatchObject({ width: 960, height: 640 });
  expect(before?.data.equals(after?.data as Buffer)).toBe(false);
  // The corner is far from the stroke.
  expect(before?.data.subarray(0, 300)).toEqual(after?.data.subarray(0, 300));

  await editor.choose('Close the project');
  await page.getByRole('button', { name: /vase/ }).first().click();
  await expect(editor.cards).toHaveCount(6);
  await expect(editor.cards.nth(1)).toContainText('Applied');
});

test('every step of the history can be gone back to, and none is lost', async ({ editor }) => {
  const { page } = editor;
  await editor.openVase();
  const layer = page.getByRole('row', { name: /Colour/ });
  await editor.paint();
  await editor.paint({ x: 0.3, y: 0.3 }, { x: 0.35, y: 0.4 });
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await expect(layer).toHaveCount(0);
  // Another branch: what was undone stays in the tree.
  await editor.paint({ x: 0.6, y: 0.3 }, { x: 0.65, y: 0.4 });
  await expect(editor.strokesInHistory).toHaveCount(3);
});

test('a cluster is refined, and two are blended', async ({ editor }) => {
  const { page } = editor;
  await editor.openVase();
  await editor.paint();
  await editor.explore();
  await editor.cards.first().click();
  await page.getByRole('button', { name: 'Refine', exact: true }).last().click();
  await expect(page.getByRole('row', { name: /Refined/ })).toBeVisible({ timeout: 280_000 });
  await editor.cards.first().click();
  await editor.cards.nth(1).click({ modifiers: ['Shift'] });
  await expect(page.getByRole('slider', { name: 'Blend' })).toBeVisible();
});
