import type { Denoiser } from './denoiser.ts';

/** Coefficients below this many noise deviations are taken for noise. */
const THRESHOLD = 2.7;

/**
 * Denoising by thresholding the discrete cosine transform of every block (Yu & Sapiro 2011, "DCT
 * image denoising: a simple and effective image denoising algorithm"), after an orthogonal transform
 * of the colours. Blocks overlap; each counts by how few coefficients it was left with, as in
 * Guleryuz 2007. Blocks are larger where there is more noise.
 */
export const slidingDct: Denoiser = ({ width, height, data }, deviation) => {
  const side = deviation < 0.35 ? 8 : 16;
  const stride = side / 4;
  const basis = cosineBasis(side);
  const colours = transformColours(data);
  const plane = width * height;
  const sums = new Float32Array(data.length);
  const weights = new Float32Array(data.length);
  const block = new Float32Array(side * side);
  for (let c = 0; c < 3 * plane; c += plane) {
    for (const top of starts(height, side, stride)) {
      for (const left of starts(width, side, stride)) {
        const corner = c + top * width + left;
        for (let row = 0; row < side; row++) {
          const start = corner + row * width;
          block.set(colours.subarray(start, start + side), row * side);
        }
        transform(block, basis, side, false);
        const weight = 1 / threshold(block, THRESHOLD * deviation);
        transform(block, basis, side, true);
        for (let row = 0; row < side; row++) {
          for (let column = 0; column < side; column++) {
            const at = corner + row * width + column;
            sums[at] = (sums[at] as number) + weight * (block[row * side + column] as number);
            weights[at] = (weights[at] as number) + weight;
          }
        }
      }
    }
  }
  // The colour transform's matrix is orthogonal and its own inverse.
  return transformColours(sums.map((sum, i) => sum / (weights[i] ?? 1)));
};

/** Removes small coefficients but the mean, in place; returns how many are left. */
function threshold(block: Float32Array, limit: number): number {
  let kept = 1;
  for (let i = 1; i < block.length; i++) {
    if (Math.abs(block[i] as number) < limit) block[i] = 0;
    else kept++;
  }
  return kept;
}

/** Where blocks begin; the last ends at the edge. */
function starts(length: number, side: number, stride: number): number[] {
  const last = length - side;
  const even = Array.from({ length: Math.floor(last / stride) + 1 }, (_, i) => i * stride);
  return last % stride === 0 ? even : [...even, last];
}

/** Rows of the orthonormal DCT-II. */
function cosineBasis(side: number): Float32Array {
  return Float32Array.from({ length: side * side }, (_, i) => {
    const [k, x] = [Math.floor(i / side), i % side];
    const scale = Math.sqrt((k === 0 ? 1 : 2) / side);
    return scale * Math.cos((Math.PI * (2 * x + 1) * k) / (2 * side));
  });
}

/** The two-dimensional transform of a block, or its inverse, in place. */
function transform(block: Float32Array, basis: Float32Array, side: number, inverse: boolean): void {
  const line = new Float32Array(side);
  const apply = (start: number, step: number) => {
    for (let k = 0; k < side; k++) {
      let sum = 0;
      for (let x = 0; x < side; x++) {
        const weight = basis[inverse ? x * side + k : k * side + x] as number;
        sum += weight * (block[start + x * step] as number);
      }
      line[k] = sum;
    }
    for (let k = 0; k < side; k++) block[start + k * step] = line[k] as number;
  };
  for (let i = 0; i < side; i++) apply(i * side, 1);
  for (let i = 0; i < side; i++) apply(i, side);
}

/** Grey and two differences: the reflection that takes the grey axis to the first. */
function transformColours(data: Float32Array): Float32Array {
  const plane = data.length / 3;
  const grey = 1 / Math.sqrt(3);
  // Householder's reflection I − 2vvᵀ with v along e₁ − (1,1,1)/√3: symmetric and orthogonal.
  const v = [1 - grey, -grey, -grey];
  const norm = Math.hypot(...v);
  const result = new Float32Array(data.length);
  for (let i = 0; i < plane; i++) {
    let along = 0;
    for (let c = 0; c < 3; c++) along += ((v[c] ?? 0) / norm) * (data[c * plane + i] ?? 0);
    for (let c = 0; c < 3; c++) {
      result[c * plane + i] = (data[c * plane + i] ?? 0) - (2 * along * (v[c] ?? 0)) / norm;
    }
  }
  return result;
}
