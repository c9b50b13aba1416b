/** The size of the file's pages: their first bytes hold the structure that most depends on. */
const PAGE_BYTES = 4096;

/** Damages a copy of a file as disks, copying and programs do: flips, cuts and overwrites bytes. */
export function damage(whole: Buffer, random: () => number): Buffer {
  const bytes = Buffer.from(whole);
  const below = (limit: number) => Math.floor(random() * limit);
  /** Anywhere, or at the beginning of the file or of a page. */
  const somewhere = () => {
    const choice = random();
    if (choice < 0.5) return below(bytes.length);
    if (choice < 0.6) return below(100);
    return Math.min(below(bytes.length / PAGE_BYTES) * PAGE_BYTES + below(24), bytes.length - 1);
  };
  switch (below(4)) {
    case 0: {
      const flips = 1 + below(20);
      for (let i = 0; i < flips; i++) {
        const at = somewhere();
        bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
      }
      return bytes;
    }
    case 1:
      return bytes.subarray(0, below(bytes.length));
    case 2: {
      const start = somewhere();
      const end = Math.min(bytes.length, start + 1 + below(2 * PAGE_BYTES));
      const fill = [0, 0xff, below(256)][below(3)];
      return bytes.fill(fill ?? 0, start, end);
    }
    default: {
      // Bytes of one place of the file at another, as a lost or misplaced write leaves them.
      const from = below(bytes.length / PAGE_BYTES) * PAGE_BYTES;
      const to = below(bytes.length / PAGE_BYTES) * PAGE_BYTES;
      whole.copy(bytes, to, from, from + PAGE_BYTES);
      return bytes;
    }
  }
}
