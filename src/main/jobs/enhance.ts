import { join } from 'node:path';
import { checkIterations, checkSigma, InversionError } from '../engine/inversion/settings.ts';
import { STEP } from '../engine/models/hourglass.ts';
import type { Executor } from '../engine/runtime/sessions.ts';
import { modelFlow } from '../engine/sampling/model-flow.ts';
import { isSameFile } from '../files/same-file.ts';
import { inTemporaryFolder } from '../files/temporary-folder.ts';
import { checkAspect } from '../photo/aspect.ts';
import { blurLevel } from '../photo/blur-level.ts';
import { changeInTiles } from '../photo/change-in-tiles.ts';
import { type Flaws, lightEnhance } from '../photo/light-enhancer.ts';
import { noiseLevel } from '../photo/noise-level.ts';
import { openPhoto, rgbRaster } from '../photo/open-photo.ts';
import { PictureError } from '../photo/picture-file.ts';
import type { Planes } from '../photo/planes.ts';
import type { Raster } from '../photo/raster.ts';
import { resizedRaster } from '../photo/resize-raster.ts';
import { sampleTiles } from '../photo/sample-tiles.ts';
import { type Tiling, tileSide } from '../photo/tiles.ts';
import { checkFits, checkWritable, type WriteOptions, writePhoto } from '../photo/write-photo.ts';
import { embeddedModel, weightsFile } from './embedded-model.ts';
import { RESTORE_DEFAULTS, restore, restoringShare, restoringSigma } from './restore.ts';
import { stagesOf } from './stages.ts';

export interface EnhanceJob {
  readonly photo: string;
  /** An enhanced version of the photo's aspect, in place of the built-in one. */
  readonly augmented?: string | undefined;
  /** Where the result goes. */
  readonly out: string;
  /** Share of the change that is made, above 0 and at most 2. */
  readonly strength: number;
  /** Noise level of the inversion, or `auto` for that of the photo. */
  readonly sigma: number | 'auto';
  readonly iterations: number;
  /** Folder of the model. */
  readonly model: string;
  /** How the result is written. */
  readonly write: WriteOptions;
}

export type EnhanceEvent =
  | { readonly kind: 'stage'; readonly stage: string }
  | { readonly kind: 'tile'; readonly done: number; readonly of: number };

export interface EnhanceResult {
  readonly sigma: number;
  /** Standard deviation of the photo's noise, in 8-bit steps. */
  readonly noise: number;
  /** Deviation of the Gaussian that the photo seems to be blurred by, in pixels. */
  readonly blur: number;
  readonly tiles: number;
  /** What had to be done to read the pictures, in whole sentences. */
  readonly notes: readonly string[];
  /** Times of the stages, in milliseconds. */
  readonly timings: Readonly<Record<string, number>>;
}

/** How photos are enhanced unless told. */
export const ENHANCE_DEFAULTS = { ...RESTORE_DEFAULTS, strength: 1, sigma: 'auto' } as const;

/** Sides that the model was trained on; the overlap is wider than what it looks at for detail. */
const TILING: Tiling = { longest: 256, overlap: 48, step: STEP };

/** The shorter side that the model needs. */
const SHORTEST = 64;

/** An augmented version may be smaller by this share, as programs round sizes. */
const LEAST_SHARE = 0.99;

/**
 * Takes noise and blur from a photo at its own scale, tile by tile.
 * @throws PictureError, InversionError where a picture or a setting cannot be used
 */
export async function enhance(
  job: EnhanceJob,
  executor: Executor,
  tell: (event: EnhanceEvent) => void,
  signal: AbortSignal,
): Promise<EnhanceResult> {
  check(job);
  return inTemporaryFolder(async (folder) => {
    const { stage, timings } = stagesOf(tell, signal);

    const { rasters, notes } = await stage('reading', () => read(job, folder));
    const [raster] = rasters;
    checkFits(job.out, raster, job.write);
    const flaws = await stage('measuring', () => Promise.resolve(flawsOf(raster)));
    const sigma = job.sigma === 'auto' ? restoringSigma(flaws) : job.sigma;
    let tiles = 0;
    const enhanced = await stage('enhancing', () => {
      const size = tileSize(raster);
      const flow = modelFlow(embeddedModel(size, job.model), executor);
      const work = ([photo, given]: readonly Planes[]) => {
        const own = photo as Planes;
        const settings = { ...job, sigma, share: restoringShare(flaws) };
        return restore(flow, own, given ?? lightEnhance(own, flaws), settings, signal);
      };
      const told = (done: number, of: number) => {
        tiles = of;
        tell({ kind: 'tile', done, of });
      };
      const change = { ...TILING, work, strength: job.strength, tell: told };
      return changeInTiles(rasters, join(folder, 'enhanced.v'), change, signal);
    });
    await stage('writing', () => writePhoto(job.out, enhanced, job.write, signal));
    const { noise, blur } = flaws;
    return { sigma, noise: 127.5 * noise, blur, tiles, notes, timings };
  });
}

/** The photo, and beside it the augmented version that was given, in its size. */
async function read({ photo, augmented }: EnhanceJob, folder: string) {
  const opened = await openPhoto(photo, folder);
  const raster = await rgbRaster(opened.raster, folder);
  const { width, height } = raster;
  if (Math.min(width, height) < SHORTEST) {
    throw new PictureError(
      `the photo is ${width}×${height}; both sides must have ${SHORTEST} pixels or more. Choose a larger one.`,
    );
  }
  const rasters: [Raster, ...Raster[]] = [raster];
  const notes = [...opened.notes];
  if (augmented !== undefined) {
    const given = await openPhoto(augmented, folder);
    notes.push(...given.notes);
    checkAspect(augmented, given.raster, raster);
    if (given.raster.width < LEAST_SHARE * width) {
      throw new PictureError(
        `${augmented} is ${given.raster.width}×${given.raster.height}, smaller than the photo, ` +
          `${width}×${height}: it has nothing to add. Give a version of the photo's size or larger.`,
      );
    }
    rasters.push(await resizedRaster(await rgbRaster(given.raster, folder), raster, folder));
  }
  return { rasters, notes };
}

/** Of the whole photo, so that neighbouring tiles are treated alike. */
function flawsOf(raster: Raster): Flaws {
  const pictures = sampleTiles(raster, TILING.longest);
  const noise = noiseLevel(pictures);
  return { noise, blur: blurLevel(pictures, noise) };
}

function tileSize({ width, height }: Raster) {
  return { width: tileSide(width, TILING).length, height: tileSide(height, TILING).length };
}

/** What can be known to be wrong before anything is read. */
function check({ photo, augmented, out, strength, sigma, iterations, model, write }: EnhanceJob) {
  checkIterations(iterations);
  if (sigma !== 'auto') checkSigma(sigma);
  if (!(strength > 0 && strength <= 2)) {
    throw new InversionError(
      `a strength of ${strength} is not above 0 and at most 2. The default is ${ENHANCE_DEFAULTS.strength}.`,
    );
  }
  checkWritable(out, write);
  const inputs = [photo, weightsFile(model), ...(augmented === undefined ? [] : [augmented])];
  if (inputs.some((path) => isSameFile(path, out))) {
    throw new PictureError(`${out} is an input of the result. Give another name.`);
  }
}
