import { afterEach, expect, it, vi } from 'vitest';
import { BitmapCache } from './bitmap-cache.ts';
import { BitmapLoader } from './bitmap-loader.ts';

afterEach(() => vi.unstubAllGlobals());

it('asks for what failed once it is wanted anew, and not before', async () => {
  const asked = vi.fn(async () => new Response('Cancelled.', { status: 404 }));
  vi.stubGlobal('fetch', asked);
  vi.stubGlobal('document', { baseURI: 'http://penumbra/' });
  const failed = vi.fn();
  const loader = new BitmapLoader(new BitmapCache(1000), () => undefined, failed);
  const tile = { url: 'tile/1/0/0/0', raw: { width: 1, height: 1 } };
  loader.want([tile]);
  await expect.poll(() => failed.mock.calls).toHaveLength(1);
  loader.want([tile]);
  expect(asked).toHaveBeenCalledTimes(1);
  loader.want([]);
  loader.want([tile]);
  expect(asked).toHaveBeenCalledTimes(2);
  await expect.poll(() => failed.mock.calls).toHaveLength(2);
});
