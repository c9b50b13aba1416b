interface PhotoFormat {
  /** As people call it. */
  readonly name: string;
  /** Media type of its files. */
  readonly media: string;
  /** What names of its files end in, the usual ending first. */
  readonly endings: readonly [string, ...string[]];
  /** Whether a quality can be chosen for it. */
  readonly isLossy: boolean;
  /** Whether it holds 16 bits a channel. */
  readonly isDeep: boolean;
}

/** The formats that photos are read and written in. */
export const PHOTO_FORMATS = {
  jpeg: {
    ...{ name: 'JPEG', media: 'image/jpeg', endings: ['.jpg', '.jpeg'] },
    ...{ isLossy: true, isDeep: false },
  },
  png: {
    ...{ name: 'PNG', media: 'image/png', endings: ['.png'] },
    ...{ isLossy: false, isDeep: true },
  },
  tiff: {
    ...{ name: 'TIFF', media: 'image/tiff', endings: ['.tif', '.tiff'] },
    ...{ isLossy: false, isDeep: true },
  },
  webp: {
    ...{ name: 'WebP', media: 'image/webp', endings: ['.webp'] },
    ...{ isLossy: true, isDeep: false },
  },
  avif: {
    ...{ name: 'AVIF', media: 'image/avif', endings: ['.avif'] },
    ...{ isLossy: true, isDeep: false },
  },
} as const satisfies Record<string, PhotoFormat>;

export type PhotoFormatId = keyof typeof PHOTO_FORMATS;

/** In the order that they are offered in. (Keys of an object are any texts to the compiler.) */
export const PHOTO_FORMAT_IDS = Object.keys(PHOTO_FORMATS) as PhotoFormatId[];

const FORMATS: readonly PhotoFormat[] = Object.values(PHOTO_FORMATS);

/** What names of photos end in. */
export const PHOTO_ENDINGS: readonly string[] = FORMATS.flatMap(({ endings }) => endings);

/** Media types of photos. */
export const PHOTO_MEDIA: readonly string[] = FORMATS.map(({ media }) => media);

/** The format that a file's name tells, in capitals too. */
export function photoFormatOf(name: string): PhotoFormatId | undefined {
  const [, ending] = /[^/\\](\.[^./\\]+)$/.exec(name.toLowerCase()) ?? [];
  return PHOTO_FORMAT_IDS.find((id) => PHOTO_FORMATS[id].endings.some((known) => known === ending));
}
