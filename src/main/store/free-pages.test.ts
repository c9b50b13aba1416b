import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { openReadable } from './database.ts';
import { DamagedProjectError } from './errors.ts';
import { newProject } from './fixture.ts';
import { openProject } from './open.ts';
import { ReadableProject } from './readable-project.ts';

const PAGE_BYTES = 4096;

describe('pages that a setting left free', () => {
  it('are found again by the list of them, without reading the file', () => {
    const { path, pages } = fileWithFreePages();
    expect(pages).toBeGreaterThan(1);
    openProject(path).close();
    const db = openReadable(path);
    const pragma = vi.spyOn(db, 'pragma');
    new ReadableProject(path, db).close();
    const checks = pragma.mock.calls.flat().filter((words) => /_check/.test(String(words)));
    expect(checks).toContain('integrity_check(edit)');
    expect(checks.filter((words) => !/_check\([a-z]/.test(String(words)))).toEqual([]);
  });

  it.each([
    ['leads to a page that holds something', (list: Buffer) => list.writeUInt32BE(3, 8)],
    ['names a page twice', (list: Buffer) => list.writeUInt32BE(list.readUInt32BE(12), 8)],
    ['leads beyond the end', (list: Buffer) => list.writeUInt32BE(60_000, 8)],
    ['is longer than a page', (list: Buffer) => list.writeUInt32BE(2_000, 4)],
    ['is shorter than it says', (list: Buffer) => list.writeUInt32BE(1, 4)],
    ['ends in itself', (list: Buffer, at: number) => list.writeUInt32BE(at, 0)],
  ])('are not written to where their list %s', (_, damage) => {
    const { path } = fileWithFreePages();
    const bytes = readFileSync(path);
    const page = bytes.readUInt32BE(32);
    damage(bytes.subarray((page - 1) * PAGE_BYTES), page);
    writeFileSync(path, bytes);
    expect(() => openProject(path)).toThrow(DamagedProjectError);
    expect(() => openProject(path)).toThrow(/list of free pages/);
    expect(readFileSync(path)).toEqual(bytes);
  });
});

function fileWithFreePages(): { path: string; pages: unknown } {
  const project = newProject();
  project.setSetting('layout', { panel: 'x'.repeat(20_000) });
  project.setSetting('layout', { panel: '' });
  project.close();
  const db = openReadable(project.path);
  const pages = db.pragma('freelist_count', { simple: true });
  db.close();
  return { path: project.path, pages };
}
