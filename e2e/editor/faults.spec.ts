import { execFileSync } from 'node:child_process';
import { expect, test } from './fixtures.ts';
import { Wire } from './wire.ts';

/** The process of a host's engine; it has others, such as one that reads what photos say of themselves. */
function engineOf(host: number): number {
  const table = execFileSync('ps', ['-e', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' });
  const row = table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .find(([, parent, ...command]) => {
      return Number(parent) === host && command.join(' ').includes('engine-process');
    });
  if (!row) throw new Error('the host has no engine');
  return Number(row[0]);
}

test('a cancelled exploration keeps what it has, and the next one works', async ({ editor }) => {
  await editor.openVase();
  await editor.paint();
  await editor.startExploring();
  await expect(editor.page.getByText(/Inverting/).first()).toBeVisible();
  await editor.page.keyboard.press('Escape');
  await expect(editor.exploreButton).toBeVisible();
  await editor.explore();
  await expect(editor.cards).not.toHaveCount(0);
});

test('painting goes on while it explores', async ({ editor }) => {
  await editor.openVase();
  await editor.paint();
  await editor.startExploring();
  await editor.paint({ x: 0.3, y: 0.3 }, { x: 0.35, y: 0.4 });
  await expect(editor.strokesInHistory).toHaveCount(2);
  await expect(editor.exploreButton).toBeVisible({ timeout: 280_000 });
});

test('an engine that is killed in the middle costs that exploration alone', async ({
  editor,
  host,
}) => {
  await editor.openVase();
  await editor.paint();
  await editor.startExploring();
  await expect(editor.page.getByText(/Inverting/).first()).toBeVisible();
  const message = editor.page.getByText(/engine stopped/).first();
  await expect(async () => {
    // Between two evaluations it is not missed.
    process.kill(engineOf(host.pid as number), 'SIGKILL');
    await expect(message).toBeVisible({ timeout: 500 });
  }).toPass();
  await editor.explore();
});

test('a page that is loaded again in the middle shows what goes on', async ({ editor }) => {
  await editor.openVase();
  await editor.paint();
  await editor.startExploring();
  await editor.page.reload();
  await expect(editor.canvas).toBeVisible();
  await expect(editor.exploreButton).toBeVisible({ timeout: 280_000 });
  await expect(editor.cards).toHaveCount(3);
});

test('a host that is killed loses no gesture', async ({ editor, host }) => {
  await editor.openVase();
  await editor.paint();
  await host.stop('SIGKILL');
  await expect(editor.page.getByText(/connection/i).first()).toBeVisible();
  await editor.enter();
  await editor.page.getByRole('button', { name: /vase/ }).first().click();
  await expect(editor.page.getByRole('row', { name: /Colour/ })).toBeVisible();
});

test('a connection that breaks says what may be lost, and comes back to what was saved', async ({
  editor,
}) => {
  const { page } = editor;
  const wire = await Wire.lay(page);
  const alert = (text: RegExp) => page.getByRole('alert').filter({ hasText: text });
  const draw = async (y: number) => {
    await page.mouse.move(...(await editor.onScreen([0.4, y])));
    await page.mouse.down();
    await page.mouse.move(...(await editor.onScreen([0.6, y])), { steps: 4 });
    await page.mouse.up();
  };
  await page.reload();
  await editor.openVase();
  await editor.paint({ x: 0.4, y: 0.4 }, { x: 0.6, y: 0.4 });

  // Saved, and the answer never came.
  wire.isDeaf = true;
  await draw(0.5);
  await expect(page.getByText('Saving…')).toBeVisible();
  await wire.cut();
  await expect(alert(/The connection to Penumbra was lost; this page/)).toBeVisible();
  await expect(alert(/“Colour stroke” was being saved: it may be missing/)).toBeVisible();
  await expect(page.getByText('Not connected')).toBeVisible();
  await draw(0.6);
  await expect(page.getByText(/nothing can be changed until it is back/)).toBeVisible();
  wire.mend();
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await expect(editor.strokesInHistory).toHaveCount(2);
  await expect.poll(() => editor.colourAt([0.5, 0.6])).toEqual([47, 93, 140]);

  // Never arrived.
  wire.isMute = true;
  await draw(0.6);
  await wire.cut();
  wire.mend();
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await expect(editor.strokesInHistory).toHaveCount(2);
  await expect.poll(() => editor.colourAt([0.5, 0.6])).toEqual([47, 93, 140]);
  await expect.poll(() => editor.colourAt([0.5, 0.5])).not.toEqual([47, 93, 140]);
});

test('a file that is no photo is named, with the way out', async ({ editor }) => {
  const [chooser] = await Promise.all([
    editor.page.waitForEvent('filechooser'),
    editor.button(/Open a photo/).click(),
  ]);
  await chooser.setFiles({
    name: 'holiday <b>.heic',
    mimeType: 'image/heic',
    buffer: Buffer.from('ftypheic'),
  });
  const messages = editor.page.getByRole('region', { name: 'Messages' });
  await expect(
    messages.getByText(/^holiday <b>\.heic is in HEIC, a format that is not supported/),
  ).toBeVisible();
});
