import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openReadable } from './database.ts';
import { DamagedBlobError, DamagedProjectError } from './errors.ts';
import { newProject, noise, photo, tamper, temporaryFolder } from './fixture.ts';
import { openProject, openReadOnly, saveAs } from './open.ts';

describe('blobs', () => {
  it.each([0, 1, 4 * 2 ** 20, 4 * 2 ** 20 + 1])('gives %i bytes back as they were', (length) => {
    const project = newProject();
    const bytes = noise(length, 3);
    const { blob } = project.addPhoto({ ...photo, bytes });
    expect(project.blob(blob).equals(bytes)).toBe(true);
  });

  it('keeps equal bytes once', () => {
    const project = newProject();
    const bytes = noise(50_000, 4);
    const { blob } = project.addPhoto({ ...photo, bytes });
    const { bytes: before } = project.summary();
    expect(project.addPhoto({ ...photo, name: 'again.jpg', bytes }).blob).toBe(blob);
    expect(project.summary().bytes).toBe(before);
  });

  it('names the one that a flipped byte damaged, and gives the others', () => {
    const project = newProject();
    const [first] = project.photos();
    const second = project.addPhoto({ ...photo, bytes: noise(9_000, 5) });
    project.close();
    flipByteOf(project.path, second.blob);

    const damaged = openProject(project.path);
    expect(() => damaged.blob(second.blob)).toThrow(DamagedBlobError);
    expect(damaged.blob(first?.blob ?? '')).toHaveLength(20_000);
    expect(damaged.check()).toEqual([
      {
        kind: 'blob',
        message: expect.stringContaining(second.blob.slice(0, 12)),
        affects: ['the photo beach.jpg'],
      },
    ]);
    damaged.close();
  });

  it.each([
    ['one with a flipped byte', flipByteOf],
    ['the stand-in for a lost one', emptyBlob],
  ])('is whole again when the same bytes are added: %s', (_, damage) => {
    const project = newProject();
    const bytes = noise(9_000_000, 5);
    const { id, blob } = project.addPhoto({ ...photo, bytes });
    project.close();
    damage(project.path, blob);
    const damaged = openProject(project.path);
    expect(damaged.check()).toHaveLength(1);
    expect(damaged.addPhoto({ ...photo, bytes }).id).toBe(id);
    expect(damaged.blob(blob).equals(bytes)).toBe(true);
    expect(damaged.check()).toEqual([]);
    damaged.close();
    openProject(project.path).close();
  });

  it.each([
    ['other rows', 'photo'],
    ['some of them twice, and not to others', 'chunk'],
  ])('are not added to where their table leads to %s', (_, table) => {
    const project = newProject();
    for (let seed = 2; seed < 40; seed++) project.addPhoto({ ...photo, bytes: noise(9_000, seed) });
    project.close();
    const file = readFileSync(project.path);
    const rootOf = (name: string) => 4096 * (rootPage(project.path, name) - 1);
    const chunks = rootOf('chunk');
    const last = 8;
    const first = file.readUInt32BE(chunks + file.readUInt16BE(chunks + 12));
    file.writeUInt32BE(table === 'chunk' ? first : rootOf(table) / 4096 + 1, chunks + last);
    writeFileSync(project.path, file);
    expect(() => openProject(project.path)).toThrow(DamagedProjectError);
    const reader = openReadOnly(project.path);
    expect(reader.document().size).toBe(1);
    reader.close();
  });

  it('are kept as far as they can be read when a project is saved under another name', () => {
    const project = newProject();
    const { blob } = project.addPhoto({ ...photo, bytes: noise(2 ** 22 + 9, 5) });
    project.close();
    tamper(project.path, (db) => db.exec('DELETE FROM chunk WHERE position = 1'));
    expect(() => openProject(project.path)).toThrow(DamagedProjectError);
    const saved = saveAs(openReadOnly(project.path), join(temporaryFolder(), 'copy.penumbra'));
    expect(() => saved.blob(blob)).toThrow(DamagedBlobError);
    expect(saved.check()).toHaveLength(1);
    saved.close();
  });

  it('says where a blob is missing', () => {
    expect(() => newProject().blob('0'.repeat(64))).toThrow(/is missing/);
  });
});

function emptyBlob(path: string, blob: string): void {
  tamper(path, (db) => {
    db.prepare('DELETE FROM chunk WHERE blob = ?').run(blob);
    db.prepare('UPDATE blob SET length = 0 WHERE sha256 = ?').run(blob);
    db.exec('VACUUM');
  });
}

function flipByteOf(path: string, blob: string): void {
  tamper(path, (db) => {
    const bytes = db.prepare('SELECT bytes FROM chunk WHERE blob = ?').pluck().get(blob) as Buffer;
    bytes[100] = (bytes[100] ?? 0) ^ 1;
    db.prepare('UPDATE chunk SET bytes = ? WHERE blob = ? AND position = 0').run(bytes, blob);
  });
}

function rootPage(path: string, table: string): number {
  const db = openReadable(path);
  const root = db.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck().get(table);
  db.close();
  return root as number;
}
