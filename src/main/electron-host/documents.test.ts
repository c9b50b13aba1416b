import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { PHOTO_ENDINGS } from '../../document/photo-formats.ts';
import { documentsOf } from './documents.ts';

test('of a command line, photos and projects are taken', () => {
  const folder = resolve('/home/ada/photos');
  const absolute = resolve('/media/card/IMG_1.JPG');
  const line = [
    '/opt/penumbra',
    '--type=x.png',
    'out/main/index.js',
    'vase.penumbra',
    absolute,
    '.',
  ];
  expect(documentsOf(line, folder)).toEqual([join(folder, 'vase.penumbra'), absolute]);
});

test('photos of every format can be opened', () => {
  const folder = resolve('/home/ada/photos');
  const photos = PHOTO_ENDINGS.map((ending) => join(folder, `photo${ending}`));
  expect(documentsOf(photos, folder)).toEqual(photos);
});
