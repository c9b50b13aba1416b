import { type EditorPage, expect, type Place, test } from './fixtures.ts';

async function drag(editor: EditorPage, from: Place, to: Place): Promise<void> {
  const { mouse } = editor.page;
  await mouse.move(...(await editor.onScreen(from)));
  await mouse.down();
  await mouse.move(...(await editor.onScreen(to)), { steps: 8 });
  await mouse.up();
}

/** Steps of the history that painted or erased. */
const strokes = (editor: EditorPage) =>
  editor.page
    .getByRole('group', { name: 'History' })
    .getByRole('button', { name: /^(Colour stroke|Erase)/ });

/** In the vase, on the wall above it, and on the way between two strokes. */
const VASE: Place = [0.5, 0.55];
const WALL: Place = [0.3, 0.3];

test.beforeEach(async ({ editor }) => {
  await editor.openVase();
  await expect.poll(() => editor.colourAt(VASE)).toEqual([47, 93, 140]);
});

test('a stroke covers, the eraser reveals the photo, and undo takes it back', async ({
  editor,
}) => {
  const { page } = editor;
  await editor.paint({ x: 0.4, y: 0.55 }, { x: 0.6, y: 0.55 });
  await expect(strokes(editor)).toHaveCount(1);
  const painted = await editor.colourAt(VASE);
  // The warm colour in hand, 80 % of it.
  expect(painted[0]).toBeGreaterThan(200);
  expect(await editor.colourAt(WALL)).toEqual([125, 116, 104]);
  await page.keyboard.press('e');
  await drag(editor, [0.5, 0.45], [0.5, 0.65]);
  await expect.poll(() => editor.colourAt(VASE)).toEqual([47, 93, 140]);
  await page.keyboard.press('Control+z');
  await expect.poll(() => editor.colourAt(VASE)).toEqual(painted);
  await page.keyboard.press('Control+z');
  await expect.poll(() => editor.colourAt(VASE)).toEqual([47, 93, 140]);
});

test('held Space drags the photo and never draws', async ({ editor }) => {
  const { page } = editor;
  await page.mouse.move(...(await editor.onScreen(VASE)));
  await page.keyboard.down('Space');
  await drag(editor, VASE, [0.9, 0.55]);
  await page.keyboard.up('Space');
  await expect.poll(() => editor.colourAt(VASE)).toEqual([125, 116, 104]);
  expect(await editor.colourAt([0.9, 0.55])).toEqual([47, 93, 140]);
  await expect(strokes(editor)).toHaveCount(0);
});

test('the wheel zooms at the pointer, and the view can be fitted again', async ({ editor }) => {
  const { page } = editor;
  // The wall is a strip beside the vase's edge: at the pointer, the edge stays.
  const edge: Place = [0.5, 0.2];
  await page.mouse.move(...(await editor.onScreen(edge)));
  const fitted = await editor.colourAt([0.5, 0.95]);
  await page.mouse.move(...(await editor.onScreen(edge)));
  for (let i = 0; i < 6; i++) await page.mouse.wheel(0, -200);
  await expect.poll(() => editor.colourAt([0.5, 0.95])).toEqual([47, 93, 140]);
  await page.keyboard.press('Control+0');
  await expect.poll(() => editor.colourAt([0.5, 0.95])).toEqual(fitted);
  // The ring stays under a pointer that rests while panels go.
  const ring = page.locator('.brush-ring');
  const [x, y] = await editor.onScreen([0.5, 0.5]);
  await page.mouse.move(x, y);
  const size = (await ring.boundingBox())?.width ?? 0;
  await page.keyboard.press('f');
  await expect.poll(async () => (await ring.boundingBox())?.width).toBeGreaterThan(size);
  const box = await ring.boundingBox();
  expect(Math.abs((box?.x ?? 0) + (box?.width ?? 0) / 2 - x)).toBeLessThan(1);
  expect(Math.abs((box?.y ?? 0) + (box?.height ?? 0) / 2 - y)).toBeLessThan(1);
});

test('Alt picks the colour under the pointer, and Shift+click draws a straight line', async ({
  editor,
}) => {
  const { page } = editor;
  await page.mouse.move(...(await editor.onScreen(VASE)));
  await page.keyboard.down('Alt');
  await page.mouse.click(...(await editor.onScreen(VASE)));
  await page.keyboard.up('Alt');
  await page.mouse.click(...(await editor.onScreen([0.2, 0.3])));
  await page.keyboard.down('Shift');
  await page.mouse.click(...(await editor.onScreen([0.4, 0.3])));
  await page.keyboard.up('Shift');
  await expect(strokes(editor)).toHaveCount(2);
  const [red = 0, green = 0, blue = 0] = await editor.colourAt(WALL);
  expect(blue).toBeGreaterThan(green);
  expect(green).toBeGreaterThan(red);
});

test('colours that were used are offered again, the last first, by click and by keys', async ({
  editor,
}) => {
  const { page } = editor;
  const used = page.getByRole('radiogroup', { name: 'Colours used in this project' });
  const colour = page.getByRole('textbox', { name: 'Hex colour' });
  await expect(used).toBeHidden();
  await editor.paint();
  await page.keyboard.press('x');
  await editor.paint({ x: 0.4, y: 0.6 }, { x: 0.6, y: 0.6 });
  await expect(used.getByRole('radio')).toHaveCount(2);
  const [cold, warm] = [/^[a-z ]+, #20303f$/, /^[a-z ]+, #ffd9a0$/];
  await expect(used.getByRole('radio').first()).toHaveAccessibleName(cold);
  await expect(used.getByRole('radio', { name: cold })).toBeChecked();
  await used.getByRole('radio', { name: warm }).click();
  await expect(colour).toHaveValue('#FFD9A0');
  await expect(used.getByRole('radio', { name: warm })).toBeChecked();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Space');
  await expect(colour).toHaveValue('#20303F');
  // What is taken back was never used.
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await expect(used).toBeHidden();
});

test('the original shows while it is held up, and beside what has become of it', async ({
  editor,
}) => {
  const { page } = editor;
  await editor.paint({ x: 0.4, y: 0.55 }, { x: 0.6, y: 0.55 });
  const painted = await editor.colourAt(VASE);
  await editor.canvas.focus();
  await page.keyboard.down('\\');
  await expect.poll(() => editor.colourAt(VASE)).toEqual([47, 93, 140]);
  await expect(page.getByText('Original', { exact: true })).toBeVisible();
  await page.keyboard.up('\\');
  await expect.poll(() => editor.colourAt(VASE)).toEqual(painted);

  await page.keyboard.press('c');
  await expect(page.getByText('Before', { exact: true })).toBeVisible();
  await expect.poll(() => editor.colourAt([0.44, 0.55])).toEqual([47, 93, 140]);
  expect(await editor.colourAt([0.56, 0.55])).toEqual(painted);
  await drag(editor, [0.5, 0.5], [0.42, 0.5]);
  await expect.poll(() => editor.colourAt([0.44, 0.55])).toEqual(painted);
  await expect(strokes(editor)).toHaveCount(1);
});

test('the strokes of a layer are moved together, as one step', async ({ editor }) => {
  const { page } = editor;
  await editor.paint({ x: 0.45, y: 0.45 }, { x: 0.55, y: 0.45 });
  await editor.paint({ x: 0.45, y: 0.55 }, { x: 0.55, y: 0.55 });
  const painted = await editor.colourAt(VASE);
  await page.keyboard.press('v');
  await drag(editor, [0.5, 0.5], [0.5, 0.6]);
  await expect.poll(() => editor.colourAt([0.5, 0.65])).toEqual(painted);
  expect(await editor.colourAt([0.5, 0.45])).toEqual([47, 93, 140]);
  await page.keyboard.press('Control+z');
  await expect.poll(() => editor.colourAt([0.5, 0.45])).toEqual(painted);
});
