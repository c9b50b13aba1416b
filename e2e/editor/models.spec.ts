import { rmSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { writeSyntheticFlux } from '../../bench/synthetic-flux.ts';
import { type EditorPage, expect, test } from './fixtures.ts';

/** A model of our own, with every tensor of a large one and no meaning. */
async function writeTiny(place: string): Promise<string> {
  const folder = join(place, 'tiny');
  await writeSyntheticFlux(folder, { size: 'tiny', fill: 'random', type: 'F32' });
  return folder;
}

/** Adds a model by its path, in the window of models. */
async function addModel(editor: EditorPage, path: string) {
  await editor.choose('Models');
  const dialog = editor.page.getByRole('dialog', { name: 'Models' });
  await dialog.getByRole('textbox', { name: 'Location' }).fill(path);
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  return dialog;
}

async function openAdvanced({ page }: EditorPage): Promise<void> {
  await page.getByRole('button', { name: 'Advanced' }).click();
  await expect(page.getByRole('button', { name: /Model$/ })).toBeVisible();
}

test('a model is added by its path, checked, chosen and explored with; forgotten, it can be left', async ({
  editor,
  place,
}) => {
  const { page } = editor;
  const folder = await writeTiny(place);
  await editor.openVase();
  await editor.paint();
  const dialog = await addModel(editor, 'models/tiny');
  await expect(dialog.getByText('"models/tiny" is not a full path')).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Location' }).fill(folder);
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  const row = dialog.getByRole('listitem').filter({ hasText: 'FLUX.1-schnell' });
  await expect(row).toContainText(/tiny.*Apache-2.0.*F32.*on disk.*of memory/);
  await row.getByRole('button', { name: 'Check the files of tiny' }).click();
  await expect(row).toContainText('Stored hashes of 8 files');
  await row.getByRole('button', { name: 'Check the files of tiny' }).click();
  await expect(row).toContainText('All 8 files are unchanged');
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa']).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await row.getByRole('button', { name: 'Use tiny' }).click();
  await expect(row).toContainText('In use');
  await page.keyboard.press('Escape');

  await openAdvanced(editor);
  await expect(page.getByText(/^tiny needs .* of memory\.$/)).toBeVisible();
  await page.getByRole('textbox', { name: 'Prompt' }).fill('a red cat');
  await page.getByRole('button', { name: /Size$/ }).click();
  await page.getByRole('option', { name: '256 pixels' }).click();
  await editor.explore();
  await expect(editor.cards.first()).toBeVisible();
  // What was typed is a step of the history, too.
  const history = page.getByRole('group', { name: 'History' });
  await expect(history.getByRole('button', { name: /^Prompt: a red cat/ })).toBeVisible();

  await editor.choose('Models');
  await row.getByRole('button', { name: 'Remove tiny from the list; its files stay' }).click();
  await expect(row).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(page.getByText(/There is no model tiny/)).toBeVisible();
  await expect(editor.exploreButton).toBeDisabled();
  await page.getByRole('button', { name: 'Use the embedded model' }).click();
  await expect(editor.exploreButton).toBeEnabled();
  await editor.explore();
});

test('a project whose model is gone opens, and says which is missing', async ({
  editor,
  place,
}) => {
  const { page } = editor;
  const folder = await writeTiny(place);
  await editor.openVase();
  await editor.paint();
  const dialog = await addModel(editor, folder);
  await dialog.getByRole('button', { name: 'Use tiny' }).click();
  await page.keyboard.press('Escape');
  await openAdvanced(editor);
  await page.getByRole('button', { name: /Size$/ }).click();
  await page.getByRole('option', { name: '256 pixels' }).click();
  await editor.explore();
  await editor.choose('Close the project');
  rmSync(folder, { recursive: true });
  await page.getByRole('button', { name: /^vase just now/ }).click();
  await expect(editor.canvas).toBeVisible();
  await expect(editor.cards.first()).toBeVisible();
  await expect(
    page.getByText(/^Results of the model tiny are shown only in the gallery/),
  ).toBeVisible();
});
