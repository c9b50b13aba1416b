import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { type SuiteResult, thisMachine } from './suite.ts';

/** Sizes of photos, in megapixels. */
const MEGAPIXELS = [12, 24, 50, 100, 200];

/** What a photo of a size costs, from its file to the file of its edit. */
export interface PhotoRow {
  readonly megapixels: number;
  readonly decodeMs: number;
  readonly transferMs: number;
  readonly exportMs: number;
  /** The most memory that the process had. */
  readonly peakMb: number;
}

/**
 * A JPEG is decoded, half of it edited, and the result written as JPEG, each size in a process of its
 * own.
 */
export async function benchPhoto(): Promise<SuiteResult<PhotoRow>> {
  const folder = mkdtempSync(join(tmpdir(), 'penumbra-bench-'));
  const rows: PhotoRow[] = [];
  try {
    for (const megapixels of MEGAPIXELS) {
      process.stderr.write(`${megapixels} megapixels\n`);
      const photo = join(folder, `${megapixels}.jpg`);
      await writeNoise(photo, megapixels);
      rows.push({ megapixels, ...(await measured(photo, folder)) });
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return { suite: 'photo', machine: thisMachine(), rows };
}

/** A photo of 3:2 with something in every frequency. */
async function writeNoise(path: string, megapixels: number): Promise<void> {
  const width = Math.round(Math.sqrt(megapixels * 1.5e6));
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
  const tile = { width: 512, height: 512, channels: 3, background: '#000', noise } as const;
  const image = await sharp({ create: tile }).blur(1.5).png().toBuffer();
  await sharp({ create: { ...tile, width, height: Math.round(width / 1.5), noise: undefined } })
    .composite([{ input: image, tile: true }])
    .jpeg({ quality: 92 })
    .toFile(path);
}

async function measured(photo: string, folder: string): Promise<Omit<PhotoRow, 'megapixels'>> {
  const script = fileURLToPath(new URL('./photo-process.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script, photo, folder]);
  return JSON.parse(stdout);
}
