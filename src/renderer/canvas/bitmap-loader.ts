import type { Size } from '../../document/size.ts';
import type { BitmapCache } from './bitmap-cache.ts';

/** A picture that is wanted. */
export interface BitmapRequest {
  readonly url: string;
  /** Of its pixels, where they come raw (RGBA, 8 bits); null for a file that the browser decodes. */
  readonly raw: Size | null;
}

/** As many as a browser asks one server for at a time. */
const AT_ONCE = 6;

/** Fetches pictures into a cache, those wanted most first; what is wanted no more is cancelled. */
export class BitmapLoader {
  private readonly cache: BitmapCache;
  private readonly changed: () => void;
  private readonly failed: (error: unknown) => void;
  private wanted: readonly BitmapRequest[] = [];
  private readonly underWay = new Map<string, AbortController>();
  /** Not asked for again until `retry()`, or until they are wanted anew. */
  private readonly missing = new Set<string>();

  /**
   * @param changed hears of every picture that has come, or cannot be had
   * @param failed hears of a failure where nothing else that is wanted has failed yet
   */
  constructor(cache: BitmapCache, changed: () => void, failed: (error: unknown) => void) {
    this.cache = cache;
    this.changed = changed;
    this.failed = failed;
  }

  /** Says what is wanted from now on, in the order it is wanted. */
  want(requests: readonly BitmapRequest[]): void {
    this.wanted = requests;
    const urls = new Set(requests.map(({ url }) => url));
    // Why they failed may be mended by the time they are wanted again.
    for (const url of this.missing) if (!urls.has(url)) this.missing.delete(url);
    for (const [url, controller] of this.underWay) {
      if (urls.has(url)) continue;
      this.underWay.delete(url);
      controller.abort();
    }
    this.startNext();
  }

  /** Asks again for what could not be had. */
  retry(): void {
    this.missing.clear();
    this.startNext();
  }

  /** Whether anything that is wanted is still to come. */
  get isWaiting(): boolean {
    return this.wanted.some(({ url }) => !this.missing.has(url) && !this.cache.has(url));
  }

  private startNext(): void {
    for (const request of this.wanted) {
      if (this.underWay.size >= AT_ONCE) return;
      const { url } = request;
      if (this.underWay.has(url) || this.missing.has(url) || this.cache.has(url)) continue;
      const controller = new AbortController();
      this.underWay.set(url, controller);
      this.load(request, controller);
    }
  }

  private async load(request: BitmapRequest, { signal }: AbortController): Promise<void> {
    const { url } = request;
    try {
      const bitmap = await fetchBitmap(request, signal);
      if (signal.aborted) bitmap.close();
      else {
        this.cache.put(url, bitmap);
        this.changed();
      }
    } catch (error) {
      // It is this loader that cancels, and it wants no more of it.
      if (!signal.aborted) {
        const isFirst = this.missing.size === 0;
        this.missing.add(url);
        if (isFirst) this.failed(error);
        this.changed();
      }
    } finally {
      if (!signal.aborted) {
        this.underWay.delete(url);
        this.startNext();
      }
    }
  }
}

async function fetchBitmap({ url, raw }: BitmapRequest, signal: AbortSignal): Promise<ImageBitmap> {
  const response = await fetch(new URL(url, document.baseURI), { signal }).catch((cause) => {
    throw new Error('Part of the picture could not be shown: Penumbra did not answer.', {
      cause,
    });
  });
  if (!response.ok)
    throw new Error(`Part of the picture could not be shown: ${await response.text()}`);
  if (!raw) return createImageBitmap(await response.blob());
  const bytes = new Uint8ClampedArray(await response.arrayBuffer());
  const { width, height } = raw;
  if (bytes.length !== 4 * width * height) {
    throw new Error(
      `${url} has ${bytes.length} bytes instead of ${4 * width * height} for ${width}×${height} pixels`,
    );
  }
  return createImageBitmap(new ImageData(bytes, width, height));
}
