import type { Locator } from '@playwright/test';
import sharp from 'sharp';
import { expect, test } from './fixtures.ts';

const VASE = [47, 93, 140];

test.beforeEach(async ({ editor }) => {
  await editor.openVase();
});

test('a blend settles on what main makes of it, and an iterate is pinned', async ({ editor }) => {
  const { page } = editor;
  await editor.paint({ x: 0.4, y: 0.55 }, { x: 0.6, y: 0.55 });
  await editor.explore();
  await editor.cards.first().click();
  await editor.cards.nth(1).click({ modifiers: ['Shift'] });
  const blend = page.getByRole('slider', { name: 'Blend' });
  await expect(blend).toBeVisible();
  await page.getByRole('button', { name: 'No blend' }).click();
  await page.getByRole('button', { name: 'Blend with…' }).click();
  await page.getByRole('menuitem').first().click();
  // Enter applies from there.
  await expect(blend).toBeFocused();
  await page.setViewportSize({ width: 1280, height: 800 });
  const rightOf = async (place: Locator) => {
    const { x, width } = (await place.boundingBox()) ?? { x: 0, width: 0 };
    return x + width;
  };
  const gallery = page.getByRole('region', { name: 'Alternatives' });
  const apply = page.getByRole('button', { name: 'Apply', exact: true });
  expect(await rightOf(apply)).toBeLessThan(await rightOf(gallery));

  const strength = page.getByRole('slider', { name: 'Strength' }).first();
  const history = page.getByRole('group', { name: 'History' });
  const isStep = (name: string) =>
    expect(history.getByRole('button', { name }).first()).toBeVisible();
  await strength.press('Home');
  await isStep('Strength: 0 %');
  await expect.poll(() => editor.colourAt([0.5, 0.55])).toEqual(VASE);
  await strength.press('End');
  await isStep('Strength: 200 %');
  await expect.poll(() => editor.colourAt([0.5, 0.55])).not.toEqual(VASE);
  await page.keyboard.press('Enter');
  await expect(editor.cards.filter({ hasText: 'Applied' })).toHaveCount(2);
  // Nothing is mixed any more: a page that has never mixed anything shows the same.
  await page.waitForLoadState('networkidle');
  const settled = await editor.canvas.screenshot();
  await page.reload();
  await expect(editor.cards.filter({ hasText: 'Applied' })).toHaveCount(2);
  await expect
    .poll(async () => (await editor.canvas.screenshot()).equals(settled), { timeout: 60_000 })
    .toBe(true);

  const scrubber = page.getByRole('slider', { name: 'Iteration' });
  await scrubber.press('ArrowRight');
  await expect(page.getByText('Iterate 1 · the model’s small picture')).toBeVisible();
  await page.getByRole('button', { name: 'Pin this iterate' }).click();
  await isStep('Pin noise');
  await expect(page.getByRole('button', { name: 'Unpin this iterate' })).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('button', { name: 'Pin this iterate' })).toBeVisible();
});

test('a picture that is dropped on the prompts joins the group, and can leave it', async ({
  editor,
}) => {
  const { page } = editor;
  const colour = { r: 200, g: 120, b: 40 };
  const picture = await sharp({
    create: { width: 96, height: 64, channels: 3, background: colour },
  })
    .png()
    .toBuffer();
  await page.getByRole('button', { name: 'Advanced' }).click();
  const prompts = page.getByRole('group', { name: 'Reference pictures' });
  const files = await page.evaluateHandle(`(() => {
    const bytes = Uint8Array.from(atob('${picture.toString('base64')}'), (c) => c.charCodeAt(0));
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], 'dusk.png', { type: 'image/png' }));
    return transfer;
  })()`);
  await prompts.dispatchEvent('drop', { dataTransfer: files });
  await expect(prompts.getByText('dusk.png')).toBeVisible();
  // It opened nothing: the photo is still the vase.
  await expect(editor.canvas).toBeVisible();
  const history = page.getByRole('group', { name: 'History' });
  await expect(history.getByText('Add dusk.png as a reference picture')).toBeVisible();
  await page.getByRole('button', { name: 'Remove dusk.png from the reference pictures' }).click();
  await expect(prompts.getByText('dusk.png')).toHaveCount(0);
});

test('what has changed since an exploration is told, and a press beside the photo changes nothing', async ({
  editor,
}) => {
  const { page } = editor;
  await editor.paint();
  await editor.explore();
  // The best shows, and arrows go on from it.
  await expect(editor.cards.first()).toContainText('Preview');
  await page.keyboard.press('ArrowRight');
  await expect(editor.cards.nth(1)).toContainText('Preview');
  // What is seen is what an export writes.
  await page.keyboard.press('Control+Shift+e');
  await expect(page.getByText('previewed, not applied')).toBeVisible();
  await page.keyboard.press('Escape');
  const result = page.getByRole('radio', { name: 'Result' });
  await expect(result).toBeChecked();
  // The strokes and back, by key and by a press on the same card.
  for (const back of [() => page.keyboard.press('r'), () => editor.cards.nth(1).click()]) {
    await page.keyboard.press('r');
    await expect(editor.cards.nth(1)).not.toContainText('Preview');
    await back();
    await expect(result).toBeChecked();
    await expect(editor.cards.nth(1)).toContainText('Preview');
  }
  await page.mouse.click(...(await editor.onScreen([0.02, 0.5])));
  await expect(result).toBeChecked();
  await expect(editor.strokesInHistory).toHaveCount(1);

  const hint = page.getByText('Strokes or settings have changed since these results.');
  await page.getByRole('slider', { name: 'Likeness' }).press('ArrowLeft');
  await expect(hint).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(hint).toBeHidden();
  // What results are found at stays in the cards, which say so as long as the photo shows another.
  const strength = page.getByText('Cards at strength 60 %');
  await expect(strength).toBeHidden();
  await page.getByRole('slider', { name: 'Strength' }).first().press('Home');
  await expect(strength).toBeVisible();
  await expect(editor.cards.first()).toHaveAccessibleName(/all at strength 60 %/);
  const history = page.getByRole('group', { name: 'History' });
  await expect(history.getByRole('button', { name: /^Strength: 0 %/ })).toBeVisible();
  await expect(hint).toBeHidden();
  await editor.paint({ x: 0.6, y: 0.3 }, { x: 0.65, y: 0.4 });
  await expect(hint).toBeVisible();
});
