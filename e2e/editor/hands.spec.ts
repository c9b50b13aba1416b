import sharp from 'sharp';
import { type EditorPage, expect, test } from './fixtures.ts';
import { Hands } from './hands.ts';

const VASE = [47, 93, 140];
const WALL = [125, 116, 104];

/** Rows of the canvas that a vertical line crosses paint in, of the wall above the vase. */
async function paintedRows(editor: EditorPage, x: number): Promise<number> {
  await editor.page.mouse.move(1, 1);
  const { data, info } = await sharp(await editor.canvas.screenshot())
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const column = Math.floor(x * info.width);
  let rows = 0;
  for (let y = Math.floor(0.1 * info.height); y < 0.4 * info.height; y++) {
    const red = data[3 * (y * info.width + column)] as number;
    if (red > 160) rows++;
  }
  return rows;
}

test.beforeEach(async ({ editor }) => {
  await editor.openVase();
  await expect.poll(() => editor.colourAt([0.5, 0.55])).toEqual(VASE);
});

test('a finger paints, and a second one later does not disturb it', async ({ editor }) => {
  const hands = await Hands.over(editor);
  await hands.touch(1, [0.4, 0.55]);
  await hands.slide(new Map([[1, [0.5, 0.55]]]));
  await editor.page.waitForTimeout(300);
  await hands.touch(2, [0.3, 0.3]);
  await hands.slide(
    new Map([
      [1, [0.6, 0.55]],
      [2, [0.2, 0.2]],
    ]),
  );
  await hands.lift(2);
  await hands.slide(new Map([[1, [0.65, 0.55]]]));
  await hands.lift(1);
  await expect(editor.strokesInHistory).toHaveCount(1);
  expect(await editor.colourAt([0.3, 0.3])).toEqual(WALL);
  expect((await editor.colourAt([0.6, 0.55]))[0]).toBeGreaterThan(200);
});

test('two fingers zoom and drag the photo, and leave no stroke', async ({ editor }) => {
  const hands = await Hands.over(editor);
  await hands.touch(1, [0.45, 0.5]);
  await hands.slide(new Map([[1, [0.44, 0.5]]]), 2);
  await hands.touch(2, [0.55, 0.5]);
  // Apart: the vase grows beyond the place that was wall.
  await hands.slide(
    new Map([
      [1, [0.2, 0.5]],
      [2, [0.8, 0.5]],
    ]),
  );
  await expect.poll(() => editor.colourAt([0.3, 0.5])).toEqual(VASE);
  // One finger goes and comes again elsewhere: nothing leaps.
  const before = await editor.colourAt([0.5, 0.02]);
  await hands.lift(2);
  await hands.touch(2, [0.6, 0.8]);
  expect(await editor.colourAt([0.5, 0.02])).toEqual(before);
  // Both to the right: the left is wall again.
  await hands.slide(
    new Map([
      [1, [0.55, 0.5]],
      [2, [0.95, 0.8]],
    ]),
  );
  await expect.poll(() => editor.colourAt([0.2, 0.5])).toEqual(WALL);
  await hands.lift(1);
  await hands.lift(2);
  await expect(editor.strokesInHistory).toHaveCount(0);
  await expect(editor.page.getByRole('row', { name: /Colour/ })).toHaveCount(0);
});

test('a palm beside the pen does nothing, before the pen or after it', async ({ editor }) => {
  const hands = await Hands.over(editor);
  await hands.touch(1, [0.3, 0.3]);
  await hands.pen('mousePressed', [0.4, 0.55]);
  await hands.touch(2, [0.25, 0.3]);
  await hands.pen('mouseMoved', [0.5, 0.55]);
  await hands.slide(
    new Map([
      [1, [0.2, 0.2]],
      [2, [0.15, 0.2]],
    ]),
  );
  await hands.lift(1);
  await hands.pen('mouseMoved', [0.6, 0.55]);
  await hands.pen('mouseReleased', [0.6, 0.55]);
  await hands.lift(2);
  await expect(editor.strokesInHistory).toHaveCount(1);
  expect(await editor.colourAt([0.3, 0.3])).toEqual(WALL);
  expect((await editor.colourAt([0.55, 0.55]))[0]).toBeGreaterThan(180);
});

test('a pen draws as wide as it is pressed', async ({ editor }) => {
  const hands = await Hands.over(editor);
  for (const [x, force] of [
    [0.3, 0.2],
    [0.6, 1],
  ] as const) {
    await hands.pen('mousePressed', [x, 0.25], force);
    for (const step of [0.02, 0.04, 0.06]) await hands.pen('mouseMoved', [x + step, 0.25], force);
    await hands.pen('mouseReleased', [x + 0.06, 0.25], 0);
  }
  await expect(editor.strokesInHistory).toHaveCount(2);
  const [light, hard] = [await paintedRows(editor, 0.33), await paintedRows(editor, 0.63)];
  expect(light).toBeGreaterThan(0);
  expect(hard).toBeGreaterThan(2 * light);
});

test('a stroke that the system takes away leaves nothing', async ({ editor }) => {
  const hands = await Hands.over(editor);
  await hands.touch(1, [0.4, 0.55]);
  await hands.slide(new Map([[1, [0.6, 0.55]]]));
  await hands.cancel();
  await expect.poll(() => editor.colourAt([0.5, 0.55])).toEqual(VASE);
  await expect(editor.strokesInHistory).toHaveCount(0);
  await expect(editor.page.getByRole('row', { name: /Colour/ })).toHaveCount(0);
});
