import { BlockCosine } from './block-cosine.ts';
import type { Planes } from './planes.ts';

/** Numbers in [−½, ½) that are the same every time. */
function* uniforms(): Generator<number> {
  let state = 1;
  for (;;) {
    state = (state * 48271) % 2147483647;
    yield state / 2147483647 - 0.5;
  }
}

/** A grey picture whose power falls with frequency as that of sharp photos does. */
export function pinkPicture(side: number): Planes {
  const random = uniforms();
  const plane = Float32Array.from({ length: side * side }, (_, i) => {
    const frequency = Math.hypot(Math.floor(i / side), i % side);
    return frequency === 0 ? 0 : (14 * (random.next().value as number)) / frequency ** 1.2;
  });
  new BlockCosine(side).backward(plane);
  const data = new Float32Array(3 * plane.length);
  for (let c = 0; c < 3; c++) data.set(plane, c * plane.length);
  return { width: side, height: side, data };
}

/** A picture with white noise that is uniform, of a deviation. */
export function withNoise(picture: Planes, deviation: number): Planes {
  const random = uniforms();
  const scale = deviation * Math.sqrt(12);
  return { ...picture, data: picture.data.map((v) => v + scale * (random.next().value as number)) };
}
