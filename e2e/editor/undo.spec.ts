import { type EditorPage, expect, test } from './fixtures.ts';
import { Wire } from './wire.ts';

const VASE = [47, 93, 140];

test.beforeEach(async ({ editor }) => {
  await editor.openVase();
  await expect.poll(() => editor.colourAt([0.5, 0.55])).toEqual(VASE);
});

/** Presses the pointer and draws a line, without letting go. */
async function begin(editor: EditorPage, y: number): Promise<void> {
  const { mouse } = editor.page;
  await mouse.move(...(await editor.onScreen([0.4, y])));
  await mouse.down();
  await mouse.move(...(await editor.onScreen([0.6, y])), { steps: 8 });
}

test('undo during a stroke takes back the stroke; redo and jumps wait for its end', async ({
  editor,
}) => {
  const { page } = editor;
  await editor.paint({ x: 0.4, y: 0.45 }, { x: 0.6, y: 0.45 });
  const painted = await editor.colourAt([0.5, 0.45]);
  await begin(editor, 0.65);
  await page.keyboard.press('Control+z');
  await page.mouse.up();
  await expect.poll(() => editor.colourAt([0.5, 0.65])).toEqual(VASE);
  expect(await editor.colourAt([0.5, 0.45])).toEqual(painted);
  await expect(editor.strokesInHistory).toHaveCount(1);

  await page.keyboard.press('Control+z');
  await expect.poll(() => editor.colourAt([0.5, 0.45])).toEqual(VASE);
  await begin(editor, 0.65);
  await page.keyboard.press('Control+y');
  await page.mouse.up();
  await expect(editor.strokesInHistory).toHaveCount(2);
  await expect.poll(() => editor.colourAt([0.5, 0.65])).not.toEqual(VASE);
  expect(await editor.colourAt([0.5, 0.45])).toEqual(VASE);
});

test('an undo that is answered during a stroke takes back the one before it alone', async ({
  editor,
}) => {
  const { page } = editor;
  const wire = await Wire.lay(page);
  await page.reload();
  await expect(editor.canvas).toBeVisible();
  await editor.paint({ x: 0.4, y: 0.45 }, { x: 0.6, y: 0.45 });
  wire.lateness = 400;
  await page.keyboard.press('Control+z');
  await begin(editor, 0.5);
  await page.waitForTimeout(1_200);
  await page.mouse.up();
  wire.lateness = 0;
  // The layer went with the first stroke, and comes again with the second.
  await expect(editor.page.getByRole('row', { name: /Colour/ })).toHaveCount(1);
  await expect.poll(() => editor.colourAt([0.5, 0.4])).toEqual(VASE);
  expect(await editor.colourAt([0.5, 0.5])).not.toEqual(VASE);
  await page.reload();
  await expect.poll(() => editor.colourAt([0.5, 0.5])).not.toEqual(VASE);
  expect(await editor.colourAt([0.5, 0.4])).toEqual(VASE);
  await expect(editor.strokesInHistory).toHaveCount(2);
});

test('what is undone while strokes are moved does not come back with them', async ({ editor }) => {
  const { page } = editor;
  const wire = await Wire.lay(page);
  await page.reload();
  await expect(editor.canvas).toBeVisible();
  await editor.paint({ x: 0.45, y: 0.4 }, { x: 0.55, y: 0.4 });
  await editor.paint({ x: 0.45, y: 0.6 }, { x: 0.55, y: 0.6 });
  await page.keyboard.press('v');
  wire.lateness = 400;
  await page.keyboard.press('Control+z');
  await page.mouse.move(...(await editor.onScreen([0.5, 0.4])));
  await page.mouse.down();
  await page.mouse.move(...(await editor.onScreen([0.5, 0.5])), { steps: 8 });
  await page.waitForTimeout(1_200);
  await page.mouse.up();
  wire.lateness = 0;
  await expect.poll(() => editor.colourAt([0.5, 0.4])).toEqual(VASE);
  await expect.poll(() => editor.colourAt([0.5, 0.5])).not.toEqual(VASE);
  expect(await editor.colourAt([0.5, 0.6])).toEqual(VASE);
  expect(await editor.colourAt([0.5, 0.7])).toEqual(VASE);
});
