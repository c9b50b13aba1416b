import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openReadable, type WritableDatabase } from './database.ts';
import {
  DamagedBlobError,
  DamagedProjectError,
  LoggedProjectError,
  NotAProjectError,
  ProjectExistsError,
  ProjectInUseError,
  ProjectMissingError,
} from './errors.ts';
import {
  crashed,
  layer,
  newProject,
  noise,
  photo,
  run,
  second,
  stroke,
  tamper,
  temporaryFolder,
} from './fixture.ts';
import { formatOf, versionOf } from './format.ts';
import { initial } from './migrations/0001-initial.ts';
import { migrations } from './migrations/index.ts';
import { openProject } from './open.ts';
import { type Salvage, salvage } from './salvage.ts';
import { SealedTable } from './sealed-table.ts';
import { verify } from './verify.ts';
import type { WritableProject } from './writable-project.ts';

describe('salvage', () => {
  it('copies a whole project as it is', () => {
    const { report, found } = salvaged(() => undefined);
    expect(report).toEqual({ rows: 15, blobs: 3, lost: [] });
    expect(found.edits().map(({ label }) => label)).toEqual([
      'New project',
      'Add layer',
      'Draw',
      'Widen',
      'Draw',
    ]);
    expect([...found.document().keys()]).toEqual(['light', 'a', 'b']);
    expect(found.check()).toEqual([]);
  });

  it('puts a stand-in for a lost edit, so that the others keep their place', () => {
    const { report, found } = salvaged((db) => db.exec(`UPDATE edit SET label = '?' WHERE id = 3`));
    expect(report.lost).toEqual(['edit 3: its place in the history is a guess']);
    expect(found.edits()[2]).toMatchObject({ id: 3, parent: 2, label: 'Lost edit' });
    expect(found.document().get('a')).toEqual(stroke('a', 20));
    found.undo();
    found.undo();
    expect(found.document().get('a')).toEqual(stroke('a', 10));
  });

  it('links the versions around a lost one', () => {
    const { report, found } = salvaged((db) =>
      db.exec(`UPDATE change SET value = '?' WHERE id = 2`),
    );
    expect(report.lost).toEqual(['change 2']);
    expect(found.document().get('a')).toEqual(stroke('a', 20));
    found.goTo(3);
    expect(found.document().has('a')).toBe(false);
  });

  it('stands on the last edit where it is not known which was shown', () => {
    const { report, found } = salvaged((db) => db.exec('UPDATE head SET edit = 2'));
    expect(report.lost).toEqual(['which edit is shown: it is the last one now']);
    expect(found.head).toBe(5);
  });

  it('keeps what refers to a lost blob', () => {
    const { report, found } = salvaged((db) => db.exec('DELETE FROM chunk WHERE id = 1'));
    expect(report.lost).toEqual(['the data of the photo beach.jpg']);
    expect(found.iterates(1)).toHaveLength(1);
    expect(found.check().map(({ affects }) => affects)).toEqual([['the photo beach.jpg']]);
  });

  it.each([
    ['a flipped byte', 20_000, ''],
    ['a flipped byte, and nothing that says how long it is', 20_000, 'DELETE FROM blob'],
    ['a lost piece', 2 ** 22 + 9, 'DELETE FROM chunk WHERE position = 1'],
  ])('keeps what there is of a photo with %s, until it is added again', (_, length, sql) => {
    const bytes = noise(length, 8);
    let blob = '';
    const { report, found } = salvaged(
      (db) => {
        const damaged = Buffer.from(bytes.subarray(0, 2 ** 22)).fill(0, 100, 110);
        db.prepare('UPDATE chunk SET bytes = ? WHERE blob = ? AND position = 0').run(damaged, blob);
        db.exec(sql);
      },
      (project) => {
        blob = project.addPhoto({ ...photo, name: 'dune.jpg', bytes }).blob;
      },
    );
    expect(report.lost).toEqual(['the data of the photo dune.jpg: damaged, and kept as it is']);
    expect(report.blobs).toBe(3);
    expect(() => found.blob(blob)).toThrow(DamagedBlobError);
    expect(found.check()).toEqual([
      { kind: 'blob', message: expect.any(String), affects: ['the photo dune.jpg'] },
    ]);
    found.commit({ label: 'Draw', put: [stroke('c')] });
    const copy = join(temporaryFolder(), 'copy.penumbra');
    found.duplicate(copy);
    const db = openReadable(copy);
    const kept = db.prepare('SELECT bytes FROM chunk WHERE blob = ?').pluck().get(blob) as Buffer;
    db.close();
    expect(kept.subarray(110).equals(bytes.subarray(110, 2 ** 22))).toBe(true);
    found.addPhoto({ ...photo, bytes });
    expect(found.check()).toEqual([]);
  });

  it('gives strokes that lost their layer another, on which they can be edited', () => {
    const { report, found } = salvaged((db) =>
      db.exec(`UPDATE change SET value = replace(value, 'Light', 'Night') WHERE id = 1`),
    );
    expect(report.lost).toEqual([
      'change 1',
      'layer light of edit 3: its strokes are on "Lost layer"',
    ]);
    expect(found.check()).toEqual([]);
    expect(found.document().get('light')).toMatchObject({ photo: 1, name: 'Lost layer' });
    found.commit({ label: 'Draw', put: [stroke('b', 30), stroke('c')] });
    found.goTo(2);
    expect([...found.document().keys()]).toEqual([]);
    found.close();
    const again = join(temporaryFolder(), 'again.penumbra');
    expect(salvage(found.path, again).lost).toEqual([]);
  });

  it('gives them a later version of it, where there is one', () => {
    const { report, found } = salvaged(
      (db) => db.exec(`UPDATE change SET value = replace(value, 'Light', 'Night') WHERE id = 1`),
      (project) => project.commit({ label: 'Rename', put: [{ ...layer, name: 'Dusk' }] }),
    );
    expect(report.lost).toEqual(['change 1', 'layer light of edit 3: its strokes are on "Dusk"']);
    expect([...found.document().keys()].sort()).toEqual(['a', 'b', 'light']);
    found.undo();
    expect(found.document().get('light')).toMatchObject({ name: 'Dusk' });
  });

  it.each([
    [
      'a pick of a lost cluster',
      (db: Database.Database) => db.exec(`UPDATE cluster SET measures = '[]'`),
      'change 5: clusters: 0: cluster: there is no cluster 1',
    ],
    [
      'what is no record, in spite of its seal',
      (db: Database.Database) =>
        new SealedTable('change', initial.columns.change).replace(db as WritableDatabase, {
          ...{ id: 5, edit: 6, record: 'pick', value: '{"kind', previous: null },
        }),
      'change 5: Invalid input: expected object, received undefined',
    ],
  ])('leaves out %s', (_, change, words) => {
    const pick = {
      kind: 'pick',
      id: 'pick',
      photo: 1,
      clusters: [{ cluster: 1, weight: 1 }],
    } as const;
    const { report, found } = salvaged(change, (project) =>
      project.commit({ label: 'Pick', put: [pick] }),
    );
    expect(report.lost).toContain(words);
    expect(found.document().has('pick')).toBe(false);
    expect(found.edits()).toHaveLength(6);
    expect(found.check()).toEqual([]);
  });

  it('leaves out strokes where no photo is left for their layer', () => {
    const { report, found } = salvaged((db) => db.exec(`UPDATE photo SET name = '?'`));
    expect(report.lost).toContain('change 1: photo: there is no photo 1');
    expect(report.lost).toContain('stroke b of edit 5, which belongs to a lost layer');
    expect(found.check()).toEqual([]);
  });

  it('leaves out what belongs to a lost row', () => {
    const { report, found } = salvaged((db) => db.exec(`UPDATE run SET provider = '?'`));
    expect(report.lost).toEqual([
      'run 1',
      'iterate 1, which belongs to a lost run',
      'cluster 1, which belongs to a lost run',
      'cluster_member 1, which belongs to a lost iterate',
    ]);
    expect(found.runs()).toEqual([]);
  });

  it('reads on after a page of zeros', () => {
    const path = damagedCopy(() => undefined);
    const bytes = readFileSync(path);
    const db = new Database(path);
    const page = db
      .prepare(`SELECT rootpage FROM sqlite_schema WHERE name = 'run'`)
      .pluck()
      .get() as number;
    db.close();
    writeFileSync(path, bytes.fill(0, 4096 * (page - 1), 4096 * page));
    expect(() => openProject(path)).toThrow(DamagedProjectError);
    const target = join(temporaryFolder(), 'new.penumbra');
    expect(salvage(path, target).blobs).toBe(3);
    const found = openProject(target);
    expect(found.edits()).toHaveLength(5);
    found.close();
  });

  it.each([3, 16, 18, 19, 20, 22, 31, 35, 39, 47, 56, 59, 60, 63, 68, 71])(
    'reads a file whose header has a wrong bit in byte %i',
    (at) => {
      const path = damagedCopy(() => undefined);
      const bytes = readFileSync(path);
      bytes[at] = (bytes[at] ?? 0) ^ 2;
      writeFileSync(path, bytes);
      const target = join(temporaryFolder(), 'new.penumbra');
      expect(salvage(path, target)).toEqual({ rows: 15, blobs: 3, lost: [] });
      expect(readFileSync(path)).toEqual(bytes);
    },
  );

  it('takes in what another program left in a write-ahead log', () => {
    const path = join(temporaryFolder(), 'p.penumbra');
    damagedCopy((db) => {
      db.pragma('journal_mode = WAL');
      const settings = new SealedTable('setting', initial.columns.setting);
      settings.insert(db as WritableDatabase, { name: 'view', value: '1' });
      for (const end of ['', '-wal']) copyFileSync(db.name + end, path + end);
    });
    expect(() => openProject(path)).toThrow(LoggedProjectError);
    expect(() => openProject(path)).toThrow(/write-ahead log.*salvage/);
    const target = join(temporaryFolder(), 'new.penumbra');
    expect(salvage(path, target)).toEqual({ rows: 16, blobs: 3, lost: [] });
    expect(readdirSync(dirname(path))).toEqual(['p.penumbra', 'p.penumbra-wal']);
    expect(readdirSync(dirname(target))).toEqual(['new.penumbra']);
  });

  it('takes back the step that a crash cut short', () => {
    const target = join(temporaryFolder(), 'new.penumbra');
    expect(salvage(crashed(), target)).toMatchObject({ lost: [] });
    const found = openProject(target);
    expect(found.edits()).toHaveLength(3);
    found.close();
  });

  it('brings an older format up to date, and seals nothing that is damaged', () => {
    const steps = [...migrations, second];
    const path = damagedCopy((db) => {
      db.exec(`INSERT INTO photo SELECT 2, name, media, 'strokes', width, height, blob, added, ''
        FROM photo`);
    });
    const target = join(temporaryFolder(), 'new.penumbra');
    expect(salvage(path, target, steps)).toEqual({ rows: 15, blobs: 3, lost: ['photo 2'] });
    const db = openReadable(target);
    expect(versionOf(db)).toBe(2);
    verify(db, formatOf(2, steps));
    expect(db.prepare('SELECT id, note FROM photo').all()).toEqual([{ id: 1, note: 'none' }]);
    db.close();
  });

  it('names the file that it is about', () => {
    const path = damagedCopy(() => undefined);
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(0, 4096));
    const target = join(temporaryFolder(), 'new.penumbra');
    expect(() => salvage(path, target)).toThrow(path);
    const project = newProject();
    expect(() => salvage(project.path, target)).toThrow(ProjectInUseError);
    expect(() => salvage(project.path, target)).toThrow(project.path);
    expect(readdirSync(dirname(target))).toEqual([]);
  });

  it('says that there is no file to read', () => {
    const folder = temporaryFolder();
    const target = join(folder, 'new.penumbra');
    expect(() => salvage(join(folder, 'p.penumbra'), target)).toThrow(ProjectMissingError);
    expect(() => salvage(folder, target)).toThrow(/it is not a file/);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('refuses what is no project, and a name that is taken', () => {
    const path = damagedCopy(() => undefined);
    expect(() => salvage(path, path)).toThrow(ProjectExistsError);
    const other = join(temporaryFolder(), 'p.penumbra');
    writeFileSync(other, noise(5000));
    expect(() => salvage(other, `${other}.new`)).toThrow(NotAProjectError);
    expect(existsSync(`${other}.new`)).toBe(false);
  });
});

function salvaged(
  change: (db: Database.Database) => unknown,
  before?: (project: WritableProject) => unknown,
): {
  report: Salvage;
  found: WritableProject;
} {
  const target = join(temporaryFolder(), 'new.penumbra');
  const report = salvage(damagedCopy(change, before), target);
  return { report, found: openProject(target) };
}

/** A closed project, changed in a way that its seals tell from the photographer's work. */
function damagedCopy(
  change: (db: Database.Database) => unknown,
  before?: (project: WritableProject) => unknown,
): string {
  const project = newProject();
  project.commit({ label: 'Draw', put: [stroke('a', 10)] });
  project.commit({ label: 'Widen', put: [stroke('a', 20)] });
  project.commit({ label: 'Draw', put: [stroke('b')] });
  project.startRun(run);
  const latent = (seed: number) =>
    ({ dtype: 'float16', shape: [4, 8, 8], bytes: noise(512, seed) }) as const;
  project.addIterate({ run: 1, step: 0, latent: latent(1), measures: {} });
  project.addCluster({ run: 1, latent: latent(2), iterates: [1], measures: {} });
  before?.(project);
  project.close();
  tamper(project.path, change);
  return project.path;
}
