import { expect, test } from 'vitest';
import { applyEdit } from './apply-edit.ts';
import type { Area } from './area.ts';
import { fitLocalAffine } from './local-affine.ts';
import type { Pixels, Planes } from './planes.ts';

const [width, height] = [32, 24];
const plane = width * height;

/** Texture over a slope, different in every channel. */
const before: Planes = {
  width,
  height,
  data: Float32Array.from({ length: 3 * plane }, (_, i) => {
    const [x, y, c] = [i % width, Math.floor((i % plane) / width), Math.floor(i / plane)];
    return 0.3 * Math.sin(0.9 * x + c) + 0.2 * Math.cos(1.3 * y - c) + 0.01 * x;
  }),
};

/** The same picture as a photo `scale` times as large. */
function photo(scale: number): Pixels {
  const data = new Uint8Array(3 * plane * scale * scale);
  for (let y = 0; y < height * scale; y++) {
    for (let x = 0; x < width * scale; x++) {
      for (let c = 0; c < 3; c++) {
        const value =
          before.data[c * plane + Math.floor(y / scale) * width + Math.floor(x / scale)];
        data[3 * (y * width * scale + x) + c] = Math.round(127.5 * ((value as number) + 1));
      }
    }
  }
  return { width: width * scale, height: height * scale, data };
}

const everywhere: Area = { kind: 'photo' };

function edited(full: Pixels, after: Float32Array<ArrayBuffer>, radius: number, area = everywhere) {
  const field = fitLocalAffine(before, { ...before, data: after }, radius);
  return applyEdit(full, { field, area, gain: 1 }).data;
}

test('where nothing was edited the map is the identity, and the photo stays bit for bit', () => {
  const field = fitLocalAffine(before, before, 3);
  expect(field.maps[0]).toBeCloseTo(1, 4);
  expect(field.maps[3 * plane]).toBeCloseTo(0, 4);
  const full = photo(3);
  expect(edited(full, before.data, 3)).toEqual(full.data);
});

test('an even affine change of colours is carried over as it is', () => {
  const data = before.data.map((value, i) => {
    const own = 0.8 * value + 0.1;
    return i < plane ? own + 0.1 * (before.data[i + plane] as number) : own;
  });
  const full = photo(4);
  const result = edited(full, data, 6);
  const errors = Array.from({ length: full.width * full.height }, (_, i) => {
    const [r, g] = [0, 1].map((c) => (full.data[3 * i + c] as number) / 127.5 - 1) as [
      number,
      number,
    ];
    const wanted = 127.5 * (0.8 * r + 0.1 + 0.1 * g + 1);
    return Math.abs((result[3 * i] as number) - wanted);
  });
  // The ridge leaves a trace of the identity.
  expect(Math.max(...errors)).toBeLessThan(6);
});

test('a light that was added is added at full size, and detail stays', () => {
  const data = before.data.map((value) => value + 0.2);
  const full = photo(4);
  const result = edited(full, data, 4);
  for (let i = 0; i < full.data.length; i += 101) {
    expect((result[i] as number) - (full.data[i] as number)).toBeCloseTo(0.2 * 127.5, -0.5);
  }
});
