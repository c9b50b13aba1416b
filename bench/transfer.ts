import type { SessionOptions } from '../src/main/engine/runtime/session.ts';
import { Random } from '../src/main/engine/sampling/random.ts';
import { applyEdit } from '../src/main/photo/apply-edit.ts';
import { strokesArea } from '../src/main/photo/area.ts';
import { boxMean } from '../src/main/photo/box-mean.ts';
import { editMap, TRANSFER_DEFAULTS } from '../src/main/photo/edit-map.ts';
import { resizePhoto } from '../src/main/photo/photo-file.ts';
import { type Planes, toPixels, toPlanes } from '../src/main/photo/planes.ts';
import { psnr, ssim } from '../src/main/photo/quality.ts';
import { readSquares } from './photos.ts';
import { relightingKinds, relightingTask } from './stroke-tasks/relightings.ts';
import { type SuiteResult, thisMachine } from './suite.ts';
import { mean, rounded } from './timing.ts';

/** Sides of a photo, and of the model's picture of it. */
const [FULL, SMALL] = [512, 128];

interface TransferRow {
  readonly method: string;
  readonly psnr: number;
  readonly ssim: number;
}

/** A photo in two sizes, and an edit of the small one. */
interface Found {
  readonly full: Planes;
  readonly before: Planes;
  readonly after: Planes;
}

type Method = (found: Found) => Promise<Planes>;

const methods: Readonly<Record<string, Method>> = {
  'penumbra-close': penumbra(0.015),
  /** As strokes are carried over: their own shape is not to arrive. */
  'penumbra-soft': penumbra(TRANSFER_DEFAULTS.softness),
  guided: ({ full, before, after }) => guidedUpsampling(full, before, after),
  'bilinear-change': async ({ full, before, after }) => {
    const [from, to] = [await enlarged(before), await enlarged(after)];
    const data = full.data.map(
      (value, i) => value + (to.data[i] as number) - (from.data[i] as number),
    );
    return { ...full, data };
  },
  bilinear: ({ after }) => enlarged(after),
};

/**
 * How well an edit that is known in a small size reaches the photo: smooth relightings and
 * recolourings whose right answer at full size is known.
 */
export async function benchTransfer(
  _session: SessionOptions,
  photoFolder: string,
): Promise<SuiteResult<TransferRow>> {
  const photos = await readSquares(photoFolder, FULL);
  const results: Record<string, { psnr: number; ssim: number }[]> = {};
  for (const [i, data] of photos.entries()) {
    process.stderr.write(`photo ${i + 1} of ${photos.length}\n`);
    for (const kind of relightingKinds) {
      const full = { width: FULL, height: FULL, data };
      const { truth } = relightingTask(kind, full, new Random(i));
      const found = { full, before: await reduced(full), after: await reduced(truth) };
      for (const [name, method] of Object.entries(methods)) {
        const result = await method(found);
        const all = results[name] ?? [];
        results[name] = all;
        all.push({
          psnr: psnr(result.data, truth.data),
          ssim: ssim(result.data, truth.data, FULL, FULL),
        });
      }
    }
  }
  const rows = Object.entries(results).map(([method, all]) => ({
    method,
    psnr: rounded(mean(all.map((one) => one.psnr)), 4),
    ssim: rounded(mean(all.map((one) => one.ssim)), 4),
  }));
  return { suite: 'transfer', machine: thisMachine(), rows };
}

function penumbra(softness: number): Method {
  const options = { ...TRANSFER_DEFAULTS, area: 'photo', softness, lockDrift: false } as const;
  const nowhere = strokesArea({ width: 1, height: 1, values: new Uint8Array(1) }, 0);
  return ({ full, before, after }) => {
    const map = editMap(nowhere, { before, after, gain: 1 }, options);
    return Promise.resolve(toPlanes(applyEdit(toPixels(full), map)));
  };
}

function reduced(picture: Planes): Promise<Planes> {
  return resizePhoto(toPixels(picture), { width: SMALL, height: SMALL });
}

/** Between the centres of the small picture's pixels, straight. */
function enlarged({ data }: Planes): Promise<Planes> {
  const result = new Float32Array(3 * FULL * FULL);
  const place = (i: number) => Math.max(0, Math.min(SMALL - 1, ((i + 0.5) * SMALL) / FULL - 0.5));
  for (let c = 0; c < 3; c++) {
    const at = (x: number, y: number) => data[c * SMALL * SMALL + y * SMALL + x] as number;
    for (let i = 0; i < FULL * FULL; i++) {
      const [x, y] = [place(i % FULL), place(Math.floor(i / FULL))];
      const [left, top] = [Math.floor(x), Math.floor(y)];
      const [right, bottom] = [Math.min(SMALL - 1, left + 1), Math.min(SMALL - 1, top + 1)];
      const [tx, ty] = [x - left, y - top];
      const above = at(left, top) + tx * (at(right, top) - at(left, top));
      const below = at(left, bottom) + tx * (at(right, bottom) - at(left, bottom));
      result[c * FULL * FULL + i] = above + ty * (below - above);
    }
  }
  return Promise.resolve({ width: FULL, height: FULL, data: result });
}

/** Radius and regularisation that are customary for guided upsampling (He, Sun 2015). */
const [RADIUS, EPSILON] = [4, 0.001];

/** The edited picture by a guided filter: every channel as a line of the photo's own, window by window. */
async function guidedUpsampling(full: Planes, before: Planes, after: Planes): Promise<Planes> {
  const plane = SMALL * SMALL;
  const gains = new Float32Array(3 * plane);
  const offsets = new Float32Array(3 * plane);
  const average = (values: Float32Array) => boxMean(values, SMALL, SMALL, RADIUS);
  for (let c = 0; c < 3; c++) {
    const [x, y] = [before, after].map(({ data }) => data.subarray(c * plane, (c + 1) * plane)) as [
      Float32Array,
      Float32Array,
    ];
    const product = (p: Float32Array, q: Float32Array) => p.map((v, i) => v * (q[i] as number));
    const [mx, my, xx, xy] = [x, y, product(x, x), product(x, y)].map(average) as Float32Array[];
    const gain = x.map((_, i) => {
      const [ax, ay] = [mx?.[i] as number, my?.[i] as number];
      return ((xy?.[i] as number) - ax * ay) / ((xx?.[i] as number) - ax * ax + EPSILON);
    });
    const offset = gain.map((a, i) => (my?.[i] as number) - a * (mx?.[i] as number));
    gains.set(average(gain), c * plane);
    offsets.set(average(offset), c * plane);
  }
  const small = { width: SMALL, height: SMALL };
  const [a, b] = [
    await enlarged({ ...small, data: gains }),
    await enlarged({ ...small, data: offsets }),
  ];
  const data = full.data.map((v, i) => (a.data[i] as number) * v + (b.data[i] as number));
  return { ...full, data };
}
