import { join } from 'node:path';
import { applyToRaster } from '../src/main/photo/apply-to-raster.ts';
import { strokesArea } from '../src/main/photo/area.ts';
import { editMap, TRANSFER_DEFAULTS } from '../src/main/photo/edit-map.ts';
import { modelPicture, openPhoto } from '../src/main/photo/open-photo.ts';
import { WRITE_DEFAULTS, writePhoto } from '../src/main/photo/write-photo.ts';

// One measurement of `bench photo`: a photo, and a folder to work in.
const [photo, folder] = process.argv.slice(2) as [string, string];

const { raster, ms: decodeMs } = await timed('raster', async () => {
  return (await openPhoto(photo, folder)).raster;
});
const { edited, ms: transferMs } = await timed('edited', async () => {
  const before = await modelPicture(raster, { width: 256, height: 168 });
  const after = { ...before, data: before.data.map((value) => 0.9 * value + 0.1) };
  // Strokes over a third of the photo; with their soft edge the edit is on about half of it.
  const values = Uint8Array.from({ length: 600 * 400 }, (_, i) => (i % 600 < 200 ? 1 : 0));
  const painted = { width: 600, height: 400, values };
  const near = strokesArea(painted, TRANSFER_DEFAULTS.feather);
  const map = editMap(near, { before, after, gain: 1 }, TRANSFER_DEFAULTS);
  return applyToRaster(raster, map, join(folder, 'edited.v'), new AbortController().signal);
});
const { ms: exportMs } = await timed('written', () =>
  writePhoto(join(folder, 'edited.jpg'), edited, { ...WRITE_DEFAULTS, mark: false }),
);
const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
process.stdout.write(JSON.stringify({ decodeMs, transferMs, exportMs, peakMb }));

async function timed<Name extends string, T>(name: Name, work: () => Promise<T>) {
  const start = performance.now();
  const result = await work();
  const ms = Math.round(performance.now() - start);
  return { [name]: result, ms } as Record<Name, T> & { ms: number };
}
