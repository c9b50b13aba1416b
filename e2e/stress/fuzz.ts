/**
 * Opens copies of a project with flipped, cut or overwritten bytes, reads all of each, checks it,
 * edits it and salvages it, and holds what it shows against the whole one.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { damage } from './damage.ts';
import type { Outcome } from './fuzz-victim.ts';
import { seeded } from './random.ts';
import { writeSpecimen } from './specimen.ts';
import { Victim } from './victim.ts';

/**
 * A file that takes longer has hung. The slowest take a tenth of a second, and a disk that others keep busy stretches each
 * of their many syncs.
 */
const LONGEST_MS = 120_000;

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '2000' },
    first: { type: 'string', default: '0' },
    json: { type: 'boolean', default: false },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'penumbra-fuzz-'));
const whole = join(folder, 'whole.penumbra');
const counts = { opened: 0, partial: 0, refused: 0, crashes: 0, hangs: 0, wrong: 0 };
const victim = new Victim<Outcome>('./fuzz-victim.ts', [whole], LONGEST_MS);
try {
  writeSpecimen(whole);
  const bytes = readFileSync(whole);
  const first = Number(values.first);
  for (let seed = first; seed < first + Number(values.files); seed++) {
    const file = join(folder, `${seed}.penumbra`);
    writeFileSync(file, damage(bytes, seeded(seed)));
    await count(seed, file);
    for (const name of readdirSync(folder)) {
      if (name.startsWith(`${seed}.`)) rmSync(join(folder, name));
    }
  }
  const files = Number(values.files);
  const text = Object.entries(counts).map(([kind, number]) => `${number} ${kind}`);
  const line = values.json
    ? JSON.stringify({ files, ...counts })
    : `${files} files: ${text.join(', ')}`;
  process.stdout.write(`${line}\n`);
  process.exitCode = counts.crashes + counts.hangs + counts.wrong === 0 ? 0 : 1;
} finally {
  victim.stop();
  rmSync(folder, { recursive: true });
}

async function count(seed: number, file: string): Promise<void> {
  const fate = await victim.open(file);
  if (fate.kind === 'crashed') counts.crashes++;
  else if (fate.kind === 'hung') counts.hangs++;
  else counts[fate.kind]++;
  if ('detail' in fate) process.stderr.write(`file ${seed}: ${fate.detail}\n`);
}
