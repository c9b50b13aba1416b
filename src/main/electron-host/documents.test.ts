import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { canWrite } from '../photo/write-photo.ts';
import { documentsOf, PHOTO_EXTENSIONS } from './documents.ts';

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

test('photos of every format that can be written can be opened', () => {
  expect(PHOTO_EXTENSIONS.every((extension) => canWrite(`photo.${extension}`))).toBe(true);
});
