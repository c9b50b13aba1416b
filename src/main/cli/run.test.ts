import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import { appDataFolder } from '../store/app-data.ts';

const entry = fileURLToPath(new URL('../cli.ts', import.meta.url));

/** Runs the command as a person would, in a process of its own. */
function penumbra(...args: string[]) {
  return penumbraIn(process.env, ...args);
}

async function penumbraIn(env: NodeJS.ProcessEnv, ...args: string[]) {
  const run = promisify(execFile)(process.execPath, [entry, ...args], { env });
  try {
    return { code: 0, ...(await run) };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

describe('penumbra', () => {
  test('an edit that fails leaves no new project behind', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'penumbra-cli-'));
    const project = join(folder, 'new.penumbra');
    const photo = join(folder, 'none.png');
    const { code, stderr } = await penumbra(
      'edit',
      photo,
      '--strokes',
      photo,
      '--project',
      project,
    );
    expect(code).toBe(1);
    expect(stderr).toContain('does not exist');
    expect(readdirSync(folder)).toEqual([]);
    rmSync(folder, { recursive: true });
  });

  test('doctor says what is found, as JSON on the last line too', async () => {
    const { code, stdout } = await penumbra('doctor', '--json');
    expect(code).toBe(0);
    const report = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
    expect(report.versions.node).toBe(process.versions.node);
    expect(report.providers.map(({ provider }: { provider: string }) => provider)).toContain('cpu');
    expect(report.chosen.provider).toBeTypeOf('string');
    expect(report.models[0]).toBe('mini');
    const text = await penumbra('doctor');
    expect(text.stdout).toMatch(/^found +cpu: computes$/m);
  });

  test('doctor says in a line that the list of models is damaged', async () => {
    const home = mkdtempSync(join(tmpdir(), 'penumbra-cli-'));
    for (const name of ['XDG_DATA_HOME', 'APPDATA', 'HOME']) vi.stubEnv(name, home);
    const env = { ...process.env };
    mkdirSync(appDataFolder(), { recursive: true });
    writeFileSync(join(appDataFolder(), 'models.json'), '{"version":2,"models":[{}]}');
    vi.unstubAllEnvs();
    const { code, stdout } = await penumbraIn(env, 'doctor');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^models: mini\nthe list of models, .*, cannot be read: .*\n$/m);
    rmSync(home, { recursive: true });
  });

  test.each([
    [['--help'], 0, /Usage: penumbra/],
    [['verify', '--help'], 0, /Usage: penumbra verify/],
    // What is needed first, and how the result is written last.
    [
      ['edit', '--help'],
      0,
      /<photo> --strokes <png>\n[\s\S]*Options:\n +--strokes[\s\S]*--json[\s\S]*--quality/,
    ],
  ])('%j prints help', async (args, expected, output) => {
    const { code, stdout } = await penumbra(...args);
    expect([code, stdout]).toEqual([expected, expect.stringMatching(output)]);
  });

  test.each([
    [['paint']],
    [['edit', 'a.jpg', '--strokes', 's.png', '--rank', '4']],
    [['edit', 'a.jpg', '--strokes', 's.png', '--cluster', 'best']],
    [['verify']],
    [['bench', 'everything']],
    [['doctor', '--loud']],
    [['verify', '.', '--provider', 'abacus']],
    [['bench', 'model']],
    [['bench', 'nfe', '--photos', '.']],
    [['bench', 'nfe', '--model', '.']],
    [['bench', 'reconstruction']],
    [['train', '--data', '.']],
    [['train', '--data', '.', '--out', 'x', '--steps', '0']],
    [['enhance']],
    [['enhance', 'photo.jpg', '--sigma', 'high']],
    [['bench', 'enhance']],
    [['edit', 'photo.jpg']],
    [['edit', 'photo.jpg', '--strokes', 's.png', '--mode', 'loud']],
    [['edit', 'photo.jpg', '--strokes', 's.png', '--steps', '']],
  ])('%j is wrong usage: 2', async (args) => {
    const { code, stderr } = await penumbra(...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: .*/);
  });

  test.each([
    [['verify', 'no-such-folder'], /no-such-folder does not exist/],
    [['verify', 'package.json'], /package.json is not a folder/],
    [
      ['train', '--data', 'no-such-folder', '--out', 'node_modules/.cache/x'],
      /no-such-folder does not exist/,
    ],
    [['edit', 'no.jpg', '--strokes', 's.png', '--out', 'README.md'], /README.md already exists/],
    [['enhance', 'no.jpg', '--out', 'README.md'], /README.md already exists/],
    [['enhance', 'no.jpg', '--out', '{cluster}.png'], /has {cluster}. Choose from {name}/],
    [['verify', '.', '--provider', 'coreml'], /the provider coreml does not work on this machine/],
  ])('%j fails in one sentence: 1', async (args, expected) => {
    const { code, stdout, stderr } = await penumbra(...args);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(expected);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
