import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openReadable } from './database.ts';
import { DamagedProjectError } from './errors.ts';
import { newProject, noise, stroke, temporaryFolder } from './fixture.ts';
import { openProject, openReadOnly, saveAs } from './open.ts';

const KEY = 'k'.repeat(64);

describe('a row that can be made again, with a flipped byte', () => {
  it.each([
    ['in a setting', 'zoom', 0],
    ['in the name of a setting', 'view-of-it', 0],
    ['in the name of a setting, in its index', 'view-of-it', 1],
    ['in a prompt', 'a red vase', 0],
    ['in the key of a prompt', KEY, 0],
    ['in a preview', 'image/x-preview', 0],
  ])('costs that row, and is named: %s', (_, words, occurrence) => {
    const path = withCaches();
    flip(path, words, occurrence);
    const reader = openReadOnly(path);
    expect(reader.document().size).toBe(1);
    const isThere = [
      reader.setting('view-of-it'),
      reader.encodedPrompt(KEY),
      reader.previews('photo', 1)[0],
    ].map((found) => found !== undefined);
    const problems = reader.check();
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.map(({ kind }) => kind)).toEqual(problems.map(() => 'cache'));
    const copy = saveAs(reader, join(temporaryFolder(), 'copy.penumbra'));
    expect(copy.check()).toEqual([]);
    copy.close();

    const project = openProject(path);
    expect(project.check()).toEqual([]);
    expect(project.setting('other')).toBe('whole');
    project.setSetting('view-of-it', { zoom: 2 });
    project.putEncodedPrompt(prompt);
    project.putPreview(preview);
    project.commit({ label: 'Draw', put: [stroke('a')] });
    expect(project.check()).toEqual([]);
    project.close();
    expect(isThere.filter((there) => !there).length).toBeLessThanOrEqual(1);
  });

  it('is not dropped where a page of it is one of something else', () => {
    const path = withCaches();
    const file = readFileSync(path);
    const db = openReadable(path);
    const rootOf = (name: string) =>
      db.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck().get(name) as number;
    const [setting, photo] = [rootOf('setting'), rootOf('photo')];
    db.close();
    // A table of two levels, the second of which is the photos'.
    file.writeUInt32BE(photo, 4096 * (setting - 1) + 8);
    writeFileSync(path, file);
    expect(() => openProject(path)).toThrow(DamagedProjectError);
    expect(readFileSync(path)).toEqual(file);
  });
});

const prompt = { key: KEY, prompt: 'a red vase', format: 'safetensors', bytes: noise(1000) };
const preview = {
  ...({ of: 'photo', id: 1, width: 8, height: 8 } as const),
  ...{ media: 'image/x-preview', bytes: noise(300, 2) },
};

function withCaches(): string {
  const project = newProject();
  project.transaction(() => {
    project.setSetting('view-of-it', { zoom: 1 });
    project.setSetting('other', 'whole');
    for (let i = 0; i < 50; i++) project.setSetting(`${i}`, 'x'.repeat(200));
    project.putEncodedPrompt(prompt);
    project.putPreview(preview);
  });
  project.close();
  return project.path;
}

/** Flips a bit in some words, the first or a later time that they are in the file. */
function flip(path: string, words: string, occurrence: number): void {
  const file = readFileSync(path);
  let at = file.indexOf(words);
  for (let i = 0; i < occurrence; i++) at = file.indexOf(words, at + 1);
  file[at] = (file[at] as number) ^ 1;
  writeFileSync(path, file);
}
