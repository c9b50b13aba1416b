import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { DamagedBlobError } from './errors.ts';
import { newProject, noise } from './fixture.ts';
import { openProject } from './open.ts';

const photo = { name: 'a.jpg', media: 'image/jpeg' };

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
        affects: ['the photo a.jpg'],
      },
    ]);
    damaged.close();
  });

  it('says where a blob is missing', () => {
    expect(() => newProject().blob('0'.repeat(64))).toThrow(/is missing/);
  });
});

function flipByteOf(path: string, blob: string): void {
  const db = new Database(path);
  const bytes = db.prepare('SELECT bytes FROM chunk WHERE blob = ?').pluck().get(blob) as Buffer;
  bytes[100] = (bytes[100] ?? 0) ^ 1;
  db.prepare('UPDATE chunk SET bytes = ? WHERE blob = ?').run(bytes, blob);
  db.close();
}
