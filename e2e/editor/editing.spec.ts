import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { EditorPage, expect, test } from './fixtures.ts';
import { Host } from './host.ts';

test('a photo is opened, painted, explored, picked, tuned and exported, and opens again as it was', async ({
  editor,
  place,
}) => {
  const { page } = editor;
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await editor.openVase();
  await expect(editor.exploreButton).toBeDisabled();
  await editor.paint();
  await expect(page.getByRole('row', { name: /Colour/ })).toBeVisible();
  await editor.explore();
  await expect(editor.cards).toHaveCount(3);

  // Arrows preview, Enter applies: picking leaves the others where they are.
  await editor.cards.first().click();
  await page.keyboard.press('ArrowRight');
  await expect(editor.cards.nth(1)).toContainText('Preview');
  await page.keyboard.press('Enter');
  await expect(editor.cards.nth(1)).toContainText('Applied');
  await expect(editor.cards).toHaveCount(3);

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
  await expect(editor.cards).toHaveCount(3);
  await expect(editor.cards.nth(1)).toContainText('Applied');
});

test('a project that another window edits can be looked at, and saved as a copy', async ({
  editor,
  place,
  browser,
}) => {
  const { page } = editor;
  await editor.openVase();
  await editor.paint();
  const save = async (from: EditorPage, name: string) => {
    const dialog = from.page.getByRole('dialog', { name: 'Save the project as' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toBeHidden();
  };
  await page.keyboard.press('Control+Shift+s');
  await save(editor, 'still life');
  expect(readdirSync(join(place, 'photos'))).toContain('still life.penumbra');
  await editor.choose('Close the project');
  await page.getByRole('button', { name: 'still life.penumbra' }).click();
  await expect(editor.canvas).toBeVisible();

  const host = new Host(join(place, 'other data'), join(place, 'photos'));
  const other = new EditorPage(await browser.newPage(), host);
  await other.enter();
  await other.page.getByRole('button', { name: 'still life.penumbra' }).click();
  await expect(other.page.getByText(/is open for editing/).first()).toBeVisible();
  await other.button('Open read-only').click();
  await expect(other.canvas).toBeVisible();
  await expect(other.page.getByText('Read only')).toBeVisible();
  const tools = other.page.getByRole('toolbar', { name: 'Tools' });
  await expect(tools.getByRole('button', { name: 'Brush' })).toBeDisabled();
  await expect(tools.getByRole('button', { name: 'Hand' })).toHaveAttribute('aria-pressed', 'true');
  await expect(other.exploreButton).toBeDisabled();
  // The hand, whatever was in hand: dragging moves the photo.
  await expect.poll(() => other.colourAt([0.5, 0.75])).toEqual([47, 93, 140]);
  await other.page.mouse.move(...(await other.onScreen([0.5, 0.75])));
  await other.page.mouse.down();
  await other.page.mouse.move(...(await other.onScreen([0.8, 0.75])), { steps: 8 });
  await other.page.mouse.up();
  await expect.poll(() => other.colourAt([0.8, 0.75])).toEqual([47, 93, 140]);
  await expect(other.strokesInHistory).toHaveCount(1);
  await other.button('Save a copy…').click();
  await save(other, 'a copy');
  await expect(other.page.getByText('Read only')).toBeHidden();
  expect(other.problems).toEqual([]);
  await other.page.close();
  await host.stop();
});

test('an export replaces a file by a click of its own alone, and the next photo keeps its name', async ({
  editor,
  place,
}) => {
  const { page } = editor;
  await editor.openVase();
  const dialog = page.getByRole('dialog', { name: 'Export' });
  const name = dialog.getByRole('textbox', { name: 'Name' });
  const begin = () => page.keyboard.press('Control+Shift+e');
  await begin();
  await expect(name).toHaveValue('{name} edited');
  await name.fill('cover');
  await dialog.getByRole('button', { name: 'Export JPEG' }).click();
  await expect(dialog).toBeHidden();
  const path = join(place, 'photos', 'cover.jpg');
  const before = readFileSync(path);

  await begin();
  await expect(name).toHaveValue('{name} edited');
  await name.fill('cover');
  await expect(dialog.getByText('cover.jpg already exists.')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Export JPEG' })).toBeDisabled();
  await dialog.getByText('Sharpen for the screen').click();
  await name.press('Enter');
  await expect(dialog.getByText('cover.jpg already exists.')).toBeVisible();
  expect(readFileSync(path).equals(before)).toBe(true);
  await dialog.getByRole('button', { name: 'Replace cover.jpg' }).click();
  await expect(dialog).toBeHidden();
  expect(readFileSync(path).equals(before)).toBe(false);

  await begin();
  await name.fill('cover');
  await expect(dialog.getByText('In the folder photos')).toBeVisible();
  await dialog.getByRole('button', { name: 'Keep both' }).click();
  await expect(dialog).toBeHidden();
  expect(readdirSync(join(place, 'photos'))).toEqual(['cover 1.jpg', 'cover.jpg', 'vase.png']);
  await begin();
  await expect(name).toHaveValue('{name} edited');
});

test('Ctrl+S asks for a name, and once there is one says that all is saved', async ({
  editor,
  place,
}) => {
  const { page } = editor;
  await editor.openVase();
  await page.keyboard.press('Control+s');
  const dialog = page.getByRole('dialog', { name: 'Save the project as' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('still');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText('The project is now still.')).toBeVisible();
  expect(readdirSync(join(place, 'photos'))).toContain('still.penumbra');
  await page.keyboard.press('Control+s');
  await expect(page.getByText('Every gesture is saved as it is made.')).toBeVisible();
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
