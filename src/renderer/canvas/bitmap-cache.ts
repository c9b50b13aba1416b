type Bitmap = Pick<ImageBitmap, 'width' | 'height' | 'close'>;

/** Bytes of a picture's pixels. */
const bytesOf = ({ width, height }: Bitmap) => 4 * width * height;

/** Decoded pictures by their URL, within a bound of memory: what was not looked at for longest goes. */
export class BitmapCache<Kept extends Bitmap = ImageBitmap> {
  private readonly most: number;
  private readonly bitmaps = new Map<string, Kept>();
  private bytes = 0;

  /** @param most bytes of pixels to keep */
  constructor(most: number) {
    this.most = most;
  }

  get(url: string): Kept | undefined {
    const bitmap = this.bitmaps.get(url);
    if (bitmap) {
      this.bitmaps.delete(url);
      this.bitmaps.set(url, bitmap);
    }
    return bitmap;
  }

  has(url: string): boolean {
    return this.bitmaps.has(url);
  }

  put(url: string, bitmap: Kept): void {
    this.drop(url);
    this.bitmaps.set(url, bitmap);
    this.bytes += bytesOf(bitmap);
    for (const oldest of this.bitmaps.keys()) {
      if (this.bytes <= this.most || oldest === url) break;
      this.drop(oldest);
    }
  }

  clear(): void {
    for (const url of [...this.bitmaps.keys()]) this.drop(url);
  }

  private drop(url: string): void {
    const bitmap = this.bitmaps.get(url);
    if (!bitmap) return;
    this.bitmaps.delete(url);
    this.bytes -= bytesOf(bitmap);
    bitmap.close();
  }
}
