import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from './fixtures.ts';

test('a recent project is known by its photo, and listed all the same where that is damaged', async ({
  editor,
  place,
}) => {
  const { page } = editor;
  await editor.openVase();
  await editor.choose(/^Save as/);
  const dialog = page.getByRole('dialog', { name: 'Save the project as' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('still');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  await editor.choose('Close the project');
  const project = page
    .getByRole('listitem')
    .filter({ has: editor.button('Remove still from this list') });
  const picture = project.locator('img');
  await expect(picture).toHaveJSProperty('naturalWidth', 160);

  const db = new Database(join(place, 'photos', 'still.penumbra'));
  db.exec('UPDATE preview SET height = 9');
  db.close();
  await page.reload();
  await expect(project).toBeVisible();
  await expect(picture).toHaveCount(0);
  await project.getByRole('button', { name: /^still/ }).click();
  await expect(editor.canvas).toBeVisible();
});
