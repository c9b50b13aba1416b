import { expect, test } from 'vitest';
import { PictureError } from '../photo/picture-file.ts';
import { EMBEDDED_SIZES, ModelSizeError, modelSize } from './model-size.ts';

test('a size that is too small for a photo is told, with the least that is not', () => {
  const photo = { width: 251, height: 167 };
  const at = (most: number) => () => modelSize(photo, EMBEDDED_SIZES, most);
  expect(at(64)).toThrow(ModelSizeError);
  expect(at(64)).toThrow('a size of 64 pixels is too small for a photo of 251×167');
  expect(at(64)).toThrow('Choose 91 or more.');
  expect(at(90)).toThrow(ModelSizeError);
  expect(at(91)()).toEqual({ width: 88, height: 64 });
});

test('a photo that is too narrow for the model is to be cropped', () => {
  const photo = { width: 1000, height: 100 };
  for (const most of [undefined, 64]) {
    expect(() => modelSize(photo, EMBEDDED_SIZES, most)).toThrow(PictureError);
  }
});
