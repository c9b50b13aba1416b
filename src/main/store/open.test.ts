import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openReadable } from './database.ts';
import {
  DamagedProjectError,
  DiskFullError,
  NewerProjectError,
  NotAProjectError,
  ProjectBusyError,
  ProjectChangedError,
  ProjectExistsError,
  ProjectInUseError,
  ProjectMissingError,
  ProjectMovedError,
  ReadOnlyProjectError,
  UnfinishedProjectError,
  UnreadableProjectError,
} from './errors.ts';
import {
  closedProject,
  crashed,
  editing,
  newProject,
  noise,
  photo,
  run,
  stroke,
  tamper,
  temporaryFolder,
} from './fixture.ts';
import { createProject, openProject, openReadOnly, saveAs } from './open.ts';
import { ReadableProject } from './readable-project.ts';

const OPEN = new URL('./open.ts', import.meta.url);

describe('opening', () => {
  it.each([
    ['a photo', Buffer.from([0xff, 0xd8, 0xff, 0xe0, ...noise(500)]), /a JPEG photo/],
    ['an empty file', Buffer.alloc(0), /only 0 bytes/],
    ['noise', Buffer.from(noise(500)), /something else/],
  ])('refuses %s under a project name, and leaves it alone', (_, bytes, words) => {
    const folder = temporaryFolder();
    const path = join(folder, 'p.penumbra');
    writeFileSync(path, bytes);
    for (const open of [openProject, openReadOnly]) {
      expect(() => open(path)).toThrow(NotAProjectError);
      expect(() => open(path)).toThrow(words);
    }
    expect(readFileSync(path)).toEqual(bytes);
    expect(readdirSync(folder)).toEqual(['p.penumbra']);
  });

  it("refuses another program's database", () => {
    const path = join(temporaryFolder(), 'p.penumbra');
    new Database(path).exec('CREATE TABLE t (x)').close();
    expect(() => openProject(path)).toThrow(/database of another program/);
  });

  it('refuses a project of a newer version, and leaves it alone', () => {
    const path = closedProject();
    tamper(path, (db) => db.pragma('user_version = 99'));
    const bytes = readFileSync(path);
    expect(() => openProject(path)).toThrow(NewerProjectError);
    expect(() => openReadOnly(path)).toThrow(/newer Penumbra \(format 99/);
    expect(readFileSync(path)).toEqual(bytes);
    expect(readdirSync(dirname(path))).toEqual(['p.penumbra']);
  });

  it('says what is missing', () => {
    expect(() => openProject('/nowhere/p.penumbra')).toThrow(ProjectMissingError);
    expect(() => openReadOnly(join(temporaryFolder(), 'p.penumbra'))).toThrow(ProjectMissingError);
  });

  it.each([
    ['a trigger', 'CREATE TRIGGER t AFTER INSERT ON edit BEGIN SELECT 1; END'],
    ['a view', 'CREATE VIEW v AS SELECT 1'],
    ['another table', 'CREATE TABLE t (x)'],
  ])('refuses a file with %s of someone else', (_, sql) => {
    const path = closedProject();
    tamper(path, (db) => db.exec(sql));
    expect(() => openProject(path)).toThrow(/its tables are not those of a project/);
  });

  it.each([
    ['a label', `UPDATE edit SET label = 'Other' WHERE id = 2`, /edit 2 does not match its seal/],
    ['a stroke', `UPDATE change SET value = replace(value, '0.5', '0.6')`, /change 2 does not/],
    ['where it stands', 'UPDATE head SET edit = 1', /head 1 does not match/],
    ['a lost edit', 'DELETE FROM edit WHERE id = 2', /edit 3 stands on edit 2, which is missing/],
  ])('refuses a file that was changed behind its back: %s', (_, sql, words) => {
    const path = closedProject();
    tamper(path, (db) => db.exec(sql));
    expect(() => openProject(path)).toThrow(DamagedProjectError);
    expect(() => openReadOnly(path)).toThrow(words);
  });

  it('refuses a file that was cut short', () => {
    const path = closedProject();
    writeFileSync(path, readFileSync(path).subarray(0, -4096));
    expect(() => openProject(path)).toThrow(DamagedProjectError);
  });

  it('refuses a name that ends in a blank, which would be that of another file', () => {
    const path = closedProject();
    expect(() => createProject(`${path} `)).toThrow(/ends in a space/);
  });

  it.skipIf(process.platform === 'win32')('does not wait for a pipe', () => {
    const path = join(temporaryFolder(), 'p.penumbra');
    spawnSync('mkfifo', [path]);
    const opened = spawnSync(
      process.execPath,
      ['--input-type=module', '-e', `await (await import('${OPEN}')).openReadOnly('${path}')`],
      { encoding: 'utf8', timeout: 20_000 },
    );
    expect(opened.stderr).toMatch(/is not a Penumbra project: it is not a file/);
  });

  it('says that a file may not be read', () => {
    const path = closedProject();
    chmodSync(dirname(path), 0o755);
    chmodSync(path, 0o000);
    withoutPrivileges(() => {
      expect(() => openReadOnly(path)).toThrow(UnreadableProjectError);
      expect(() => openProject(path)).toThrow(/cannot be read/);
    });
  });

  it('never overwrites a file with a new project', () => {
    const path = closedProject();
    expect(() => createProject(path)).toThrow(ProjectExistsError);
    expect(openReadOnly(path).edits()).toHaveLength(3);
  });
});

describe('two openers', () => {
  it('lets one edit, says who, and shows the other all of it', () => {
    const project = newProject();
    expect(() => openProject(project.path)).toThrow(ProjectInUseError);
    expect(() => openProject(project.path)).toThrow(`process ${process.pid} on`);
    const reader = openReadOnly(project.path);
    const { id } = project.commit({ label: 'Draw', put: [stroke('a')] });
    expect(reader.document().has('a')).toBe(true);
    project.startRun({ ...run, edit: id });
    expect(reader.documentAt(reader.runs()[0]?.edit ?? 0).has('a')).toBe(true);
    reader.close();
  });

  it('knows the file by any of its names', () => {
    const project = newProject();
    const link = join(temporaryFolder(), 'link.penumbra');
    symlinkSync(project.path, link);
    expect(() => openProject(link)).toThrow(ProjectInUseError);
  });

  it('frees the project when it is closed', () => {
    const path = closedProject();
    openProject(path).close();
    expect(readdirSync(dirname(path))).toEqual(['p.penumbra']);
  });

  it('is not stopped by what a crash left', () => {
    const path = closedProject();
    const died = spawnSync(process.execPath, [
      '--input-type=module',
      '-e',
      `const { openProject } = await import('${OPEN}');
       openProject('${path}');
       process.kill(process.pid, 'SIGKILL');`,
    ]);
    expect(died.signal).toBe('SIGKILL');
    expect(existsSync(`${path}.lock`)).toBe(true);
    openProject(path).close();
  });

  it('takes back what a crash left half written, which takes an opening for editing', () => {
    const left = crashed();
    expect(() => openReadOnly(left)).toThrow(UnfinishedProjectError);
    const project = openProject(left);
    expect(project.edits()).toHaveLength(3);
    expect(project.check()).toEqual([]);
    project.close();
    openReadOnly(left).close();
  });

  it('reads a file that is being written at that moment', () => {
    const { project, db } = editing(closedProject());
    db.pragma('busy_timeout = 0');
    const reading = openReadable(project.path);
    let tries = 0;
    const pragma = reading.pragma.bind(reading);
    reading.pragma = (...words) => {
      const answer = pragma(...words);
      try {
        project.addPhoto({ ...photo, bytes: noise(50_000, ++tries) });
      } catch (error) {
        expect(error).toBeInstanceOf(ProjectBusyError);
      }
      return answer;
    };
    const reader = new ReadableProject(project.path, reading);
    expect(tries).toBeGreaterThan(5);
    reader.close();
  });

  it('tells a writer that nothing was saved while someone reads for too long', () => {
    const { project, db } = editing(closedProject());
    db.pragma('busy_timeout = 0');
    const reading = openReadable(project.path);
    const rows = reading.prepare('SELECT * FROM change').iterate();
    rows.next();
    const draw = () => project.commit({ label: 'Draw', put: [stroke('b')] });
    expect(draw).toThrow(ProjectBusyError);
    expect(draw).toThrow(/was not saved.*do the step again/);
    rows.return?.();
    reading.close();
    expect(draw().id).toBe(4);
  });

  it('notices that someone else writes all the same, and shows what the file holds', () => {
    const project = newProject();
    // A lock that is damaged while it is held looks like one that a crash left.
    writeFileSync(`${project.path}.lock`, noise(5_000));
    const other = openProject(project.path);
    other.commit({ label: 'Draw', put: [stroke('theirs')] });
    const draw = () => project.commit({ label: 'Draw', put: [stroke('ours')] });
    expect(draw).toThrow(ProjectChangedError);
    expect([...project.document().keys()]).toEqual(['light', 'theirs']);
    expect(draw().parent).toBe(3);
    other.close();
    expect(project.check()).toEqual([]);
  });

  it('does not edit a file that has a second name', () => {
    const path = closedProject();
    const second = join(dirname(path), 'second.penumbra');
    linkSync(path, second);
    for (const name of [path, second]) expect(() => openProject(name)).toThrow(/hard link/);
    openReadOnly(second).close();
  });

  it('is not stopped by a lock file of nonsense', () => {
    const path = closedProject();
    writeFileSync(`${path}.lock`, noise(5_000));
    openProject(path).close();
  });
});

describe('when the disk fails', () => {
  it('says that it is full, keeps what was saved, and goes on when there is room', () => {
    const { project, db } = editing(closedProject());
    const pages = db.pragma('page_count', { simple: true }) as number;
    db.pragma(`max_page_count = ${pages + 2}`);
    const big = { ...photo, bytes: noise(100_000) };
    expect(() =>
      project.transaction(() => {
        project.commit({ label: 'Draw', put: [stroke('b')] });
        project.addPhoto(big);
      }),
    ).toThrow(DiskFullError);
    expect(project.edits()).toHaveLength(3);
    expect(project.document().has('b')).toBe(false);
    db.pragma('max_page_count = 100000');
    project.addPhoto(big);
    expect(project.check()).toEqual([]);
    project.close();
  });

  it('says that the folder is read-only, and still opens for looking', () => {
    const path = closedProject();
    chmodSync(dirname(path), 0o555);
    chmodSync(path, 0o444);
    withoutPrivileges(() => {
      expect(() => openProject(path)).toThrow(ReadOnlyProjectError);
      expect(() => createProject(join(dirname(path), 'new.penumbra'))).toThrow(/read-only/);
      expect(openReadOnly(path).edits()).toHaveLength(3);
    });
    chmodSync(dirname(path), 0o755);
  });

  it.each([
    ['a folder has the name of its lock', '.lock'],
    ['a folder has the name of its journal', '-journal'],
  ])('says that %s', (_, end) => {
    const path = closedProject();
    mkdirSync(path + end);
    const edit = () => openProject(path).commit({ label: 'Draw', put: [stroke('b')] });
    expect(edit).toThrow(`${path}${end} is a folder`);
  });

  it('says that a name is too long', () => {
    const path = join(temporaryFolder(), `${'é'.repeat(118)}.penumbra`);
    expect(() => createProject(path)).toThrow(/has a name that is too long/);
    expect(() => createProject(`${path}${'x'.repeat(8)}`)).toThrow(/has a name that is too long/);
    expect(readdirSync(dirname(path))).toEqual([]);
  });

  it('says that the file is write-protected', () => {
    const path = closedProject();
    chmodSync(dirname(path), 0o777);
    chmodSync(path, 0o444);
    withoutPrivileges(() => expect(() => openProject(path)).toThrow(ReadOnlyProjectError));
    expect(readdirSync(dirname(path))).toEqual(['p.penumbra']);
  });

  it.each([
    ['deleted', (path: string) => rmSync(path)],
    ['renamed', (path: string) => renameSync(path, `${path}.elsewhere`)],
  ])('says that the file was %s while open, and saves it under another name', (_, take) => {
    const project = newProject();
    project.commit({ label: 'Draw', put: [stroke('a')] });
    take(project.path);
    expect(() => project.commit({ label: 'Lost', put: [stroke('b')] })).toThrow(ProjectMovedError);
    const saved = saveAs(project, join(temporaryFolder(), 'saved.penumbra'));
    expect([...saved.document().keys()]).toEqual(['light', 'a']);
    expect(saved.check()).toEqual([]);
    saved.close();
  });
});

it('opens a project of every released version', () => {
  const folder = fileURLToPath(new URL('./fixtures/', import.meta.url));
  for (const name of readdirSync(folder)) {
    const path = join(temporaryFolder(), name);
    writeFileSync(path, readFileSync(join(folder, name)));
    const project = openProject(path);
    expect(project.check()).toEqual([]);
    expect(project.edits().map(({ label }) => label)).toEqual([
      'New project',
      'Add layer',
      'Draw',
      'Pick',
      'Draw otherwise',
    ]);
    expect(project.runs()[0]?.end?.outcome).toBe('done');
    expect(project.clusters(1)[0]?.iterates).toEqual([1, 2]);
    expect(project.latent('cluster', 1).bytes).toHaveLength(512);
    expect(project.previews('cluster', 1)).toHaveLength(1);
    expect(project.adapters()).toHaveLength(1);
    const prompt = project.encodedPrompt('c'.repeat(64));
    expect(prompt?.prompt).toBe('a beach at dusk');
    expect(project.blob(prompt?.blob as string)).toHaveLength(40);
    expect(project.setting('view')).toEqual({ zoom: 2 });
    project.close();
  }
});

/** Tests may run as root, whom no permission stops. */
function withoutPrivileges(work: () => void): void {
  const user = process.geteuid?.();
  if (user === 0) process.seteuid?.(65_534);
  try {
    work();
  } finally {
    if (user === 0) process.seteuid?.(0);
  }
}
