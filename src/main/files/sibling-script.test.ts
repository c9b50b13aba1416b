import { expect, test } from 'vitest';
import { siblingScript } from './sibling-script.ts';

test.each([
  ['file:///home/a%20b/src/main/photo/raster.ts', 'file:///home/a%20b/src/main/photo/tile.ts'],
  ['file:///C:/out/main/photo/raster.js?boot=2', 'file:///C:/out/main/photo/tile.js'],
])('beside %s lies %s', (module, script) => {
  expect(siblingScript('./tile', module).href).toBe(script);
});
