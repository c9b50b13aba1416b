import type { SessionOptions } from '../src/main/engine/runtime/session.ts';
import { Sessions } from '../src/main/engine/runtime/sessions.ts';
import type { Flow } from '../src/main/engine/sampling/flow.ts';
import { modelFlow } from '../src/main/engine/sampling/model-flow.ts';
import { Random } from '../src/main/engine/sampling/random.ts';
import { embeddedModel } from '../src/main/jobs/embedded-model.ts';
import {
  RESTORE_DEFAULTS,
  restore,
  restoringShare,
  restoringSigma,
} from '../src/main/jobs/restore.ts';
import { blurLevel } from '../src/main/photo/blur-level.ts';
import { type Flaws, lightEnhance } from '../src/main/photo/light-enhancer.ts';
import { noiseLevel } from '../src/main/photo/noise-level.ts';
import type { Planes } from '../src/main/photo/planes.ts';
import { psnr, ssim } from '../src/main/photo/quality.ts';
import { degradations } from './degradations.ts';
import { clip, readSquares } from './photos.ts';
import { type SuiteResult, thisMachine } from './suite.ts';
import { mean, rounded } from './timing.ts';

/** Side of a tile of `enhance`. */
const SIZE = 256;

interface Quality {
  readonly psnr: number;
  readonly ssim: number;
}

interface EnhanceRow extends Quality {
  readonly method: string;
  /** By kind of degradation. */
  readonly kinds: Readonly<Record<string, Quality>>;
}

/** A degraded photo, and what is measured of it. */
interface Subject {
  readonly photo: Planes;
  readonly flaws: Flaws;
  readonly augmented: Planes;
  readonly flow: Flow;
}

type Method = (subject: Subject) => Promise<Planes>;

const methods: Readonly<Record<string, Method>> = {
  'penumbra-enhance': ({ photo, flaws, augmented, flow }) =>
    restore(flow, photo, augmented, {
      ...RESTORE_DEFAULTS,
      sigma: restoringSigma(flaws),
      share: restoringShare(flaws),
    }),
  /** The model's one-step prediction of the photo alone, at the level of its noise. */
  'denoise-prediction': ({ photo, flaws, flow }) =>
    restore(flow, photo, photo, { sigma: restoringSigma(flaws), iterations: 1, share: 1 }),
  augmented: ({ augmented }) => Promise.resolve(augmented),
  input: ({ photo }) => Promise.resolve(photo),
};

/** Photos that were degraded, restored blindly: the noise and blur of each are estimated from it. */
export async function benchEnhance(
  options: SessionOptions,
  photoFolder: string,
  modelFolder?: string,
): Promise<SuiteResult<EnhanceRow>> {
  const photos = await readSquares(photoFolder, SIZE);
  const sessions = new Sessions({ ...options, memoryBudgetBytes: Number.POSITIVE_INFINITY });
  const flow = modelFlow(embeddedModel({ width: SIZE, height: SIZE }, modelFolder), sessions);
  const found: (Quality & { readonly method: string; readonly kind: string })[] = [];
  for (const [i, data] of photos.entries()) {
    process.stderr.write(`photo ${i + 1} of ${photos.length}\n`);
    for (const [kind, degrade] of Object.entries(degradations)) {
      const photo = await degrade({ width: SIZE, height: SIZE, data }, new Random(i));
      const noise = noiseLevel([photo]);
      const flaws = { noise, blur: blurLevel([photo], noise) };
      const subject = { photo, flaws, augmented: lightEnhance(photo, flaws), flow };
      for (const [name, method] of Object.entries(methods)) {
        const result = (await method(subject)).data.map(clip);
        const quality = { psnr: psnr(result, data), ssim: ssim(result, data, SIZE, SIZE) };
        found.push({ method: name, kind, ...quality });
      }
    }
  }
  await sessions.release();
  const rows = Object.keys(methods).map((method) => {
    const own = found.filter((one) => one.method === method);
    const kinds = Object.keys(degradations).map((kind) => [
      kind,
      meanQuality(own.filter((one) => one.kind === kind)),
    ]);
    return { method, ...meanQuality(own), kinds: Object.fromEntries(kinds) };
  });
  return { suite: 'enhance', machine: thisMachine(), rows };
}

function meanQuality(all: readonly Quality[]): Quality {
  return {
    psnr: rounded(mean(all.map((one) => one.psnr)), 4),
    ssim: rounded(mean(all.map((one) => one.ssim)), 4),
  };
}
