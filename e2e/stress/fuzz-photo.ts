/** Opens pictures of every format with flipped, cut or overwritten bytes. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp, { type Sharp } from 'sharp';
import { damage } from './damage.ts';
import type { Answer } from './fuzz-photo-victim.ts';
import { seeded } from './random.ts';
import { Victim } from './victim.ts';

const LONGEST_MS = 20_000;

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '1000' },
    json: { type: 'boolean', default: false },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'penumbra-fuzz-'));
const victim = new Victim<Answer>('./fuzz-photo-victim.ts', [], LONGEST_MS);
const counts = { decoded: 0, refused: 0, unclear: 0, crashed: 0, hung: 0 };
try {
  const specimens = Object.entries(await makeSpecimens());
  for (let seed = 0; seed < Number(values.files); seed++) {
    const [name, bytes] = specimens[seed % specimens.length] as [string, Buffer];
    const file = join(folder, `${seed}-${name}`);
    writeFileSync(file, damage(bytes, seeded(seed)));
    const fate = await victim.open(file);
    counts[fate.kind]++;
    if (fate.detail) process.stderr.write(`file ${seed}, ${name}: ${fate.detail}\n`);
    rmSync(file);
  }
  const { decoded, refused, unclear, crashed, hung } = counts;
  const report = {
    files: Number(values.files),
    ...{ decoded, refused, unclear, crashes: crashed, hangs: hung },
  };
  const text = Object.entries(report).map(([kind, number]) => `${number} ${kind}`);
  process.stdout.write(`${values.json ? JSON.stringify(report) : text.join(', ')}\n`);
  process.exitCode = unclear + crashed + hung === 0 ? 0 : 1;
} finally {
  victim.stop();
  rmSync(folder, { recursive: true });
}

/** Small pictures of every kind that photos come as. */
async function makeSpecimens(): Promise<Record<string, Buffer>> {
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
  const picture = (): Sharp =>
    sharp({ create: { width: 160, height: 120, channels: 3, background: '#000', noise } });
  const deep = () => picture().toColourspace('rgb16').withIccProfile('p3');
  const exif = { IFD0: { Model: 'Camera', Artist: 'Nobody' } };
  return {
    'plain.jpg': await picture().withExif(exif).jpeg().toBuffer(),
    'progressive.jpg': await picture().withIccProfile('p3').jpeg({ progressive: true }).toBuffer(),
    'cmyk.jpg': await picture().toColourspace('cmyk').jpeg().toBuffer(),
    'plain.png': await picture().withExif(exif).png().toBuffer(),
    'deep.png': await deep().png().toBuffer(),
    'alpha.png': await picture().ensureAlpha(0.5).png({ palette: true }).toBuffer(),
    'grey.png': await picture().toColourspace('b-w').png().toBuffer(),
    'deep.tif': await deep().tiff({ compression: 'deflate' }).toBuffer(),
    'tiles.tif': await picture().tiff({ tile: true, compression: 'lzw' }).toBuffer(),
    'lossy.webp': await picture().webp().toBuffer(),
    'lossless.webp': await picture().webp({ lossless: true }).toBuffer(),
    'plain.avif': await picture().avif({ effort: 0 }).toBuffer(),
  };
}
