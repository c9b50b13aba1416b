import { expect, it } from 'vitest';
import { photoFormatOf } from './photo-formats.ts';

it.each([
  ['vase.jpg', 'jpeg'],
  ['/photos/1.2/vase.JPEG', 'jpeg'],
  ['C:\\photos\\vase.tif', 'tiff'],
  ['vase.png.webp', 'webp'],
  ['.png', undefined],
  ['/photos/.png', undefined],
  ['vase', undefined],
  ['photos.png/vase', undefined],
  ['vase.heic', undefined],
])('the format of %s is %s', (name, format) => {
  expect(photoFormatOf(name)).toBe(format);
});
