import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extractAll } from '@electron/asar';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contentsOf } from '../../packaging/contents.ts';
import { fuseProblems } from '../../packaging/fuses.ts';
import { lockOf } from '../../packaging/main-packages.ts';
import { type Packed, packAroundStandIn } from '../../packaging/pack.ts';
import { problemsOf } from '../../packaging/problems.ts';
import { isThis, SYSTEMS } from '../../packaging/system.ts';
import type { RunState } from '../../src/preload/run-state.ts';
import { boot } from './boot.ts';

/** The packed app, around a stand-in for Electron; what runs of it is taken out of its archive. */
const ROOT = join(import.meta.dirname, '../..');
const system = SYSTEMS.find(isThis);

let folder: string;
let packed: Packed;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'penumbra-packed-'));
  if (system) packed = await packAroundStandIn(ROOT, folder, system);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.runIf(system)('has what it needs for this system and nothing else', async () => {
  if (!system) return;
  expect(problemsOf(contentsOf(packed.resources), system, lockOf(ROOT))).toEqual([]);
  expect(await fuseProblems(packed.program)).toEqual([]);
});

test.runIf(system)(
  'explores the sample with the packages that are in it',
  { timeout: 150_000 },
  async () => {
    const app = join(folder, 'app');
    extractAll(join(packed.resources, 'app.asar'), app);
    process.env['XDG_DATA_HOME'] = join(folder, 'data');
    const standIn = await boot(join(app, 'out/main/index.js'));
    try {
      await expect.poll(() => standIn.windows[0]?.isShown, { timeout: 20_000 }).toBe(true);
      const call = (method: string, params: unknown) =>
        standIn.window.page.evaluate(
          ([name, values]) => Reflect.get(globalThis, 'penumbra').call(name, values),
          [method, params] as const,
        );
      await call('project.open', { source: { from: 'sample' }, readOnly: false });
      await call('explore.start', { photo: 1 });
      const { sent } = standIn.window.webContents;
      const found = () =>
        sent.flatMap(([, event, data]) => (event === 'run' ? (data as RunState).clusters : []))
          .length;
      await expect.poll(found, { timeout: 120_000 }).toBeGreaterThan(0);
    } finally {
      await standIn.close();
    }
  },
);
