/** Peak of pictures in [−1, 1]: their range. */
const RANGE = 2;

/** Weights of red, green and blue in luma (ITU-R BT.601), which SSIM is customarily taken of. */
const LUMA = [0.299, 0.587, 0.114] as const;

/**
 * Peak signal-to-noise ratio of two pictures in [−1, 1], in dB; infinite where they are equal.
 */
export function psnr(a: Float32Array, b: Float32Array): number {
  let squares = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = (a[i] as number) - (b[i] as number);
    squares += difference * difference;
  }
  return 10 * Math.log10((RANGE ** 2 * a.length) / squares);
}

/**
 * Structural similarity of two pictures (Wang et al. 2004): of their luma, in Gaussian windows of
 * 11×11 with deviation 1.5, the mean over all windows within the picture. In [−1, 1]; 1 for equal
 * pictures.
 * @param a `[3, height, width]` in [−1, 1]
 */
export function ssim(a: Float32Array, b: Float32Array, width: number, height: number): number {
  const [x, y] = [luma(a), luma(b)];
  const product = (p: Float32Array, q: Float32Array) => p.map((v, i) => v * (q[i] as number));
  const mean = (values: Float32Array) => blur(values, width, height);
  const [mx, my] = [mean(x), mean(y)];
  const [xx, yy, xy] = [mean(product(x, x)), mean(product(y, y)), mean(product(x, y))];
  const c1 = (0.01 * RANGE) ** 2;
  const c2 = (0.03 * RANGE) ** 2;
  let total = 0;
  for (let i = 0; i < mx.length; i++) {
    const [ax, ay] = [mx[i] as number, my[i] as number];
    const covariance = (xy[i] as number) - ax * ay;
    const variances = (xx[i] as number) - ax * ax + (yy[i] as number) - ay * ay;
    total +=
      ((2 * ax * ay + c1) * (2 * covariance + c2)) / ((ax * ax + ay * ay + c1) * (variances + c2));
  }
  return total / mx.length;
}

function luma(picture: Float32Array): Float32Array {
  const plane = picture.length / 3;
  return Float32Array.from({ length: plane }, (_, i) =>
    LUMA.reduce((sum, weight, c) => sum + weight * (picture[c * plane + i] as number), 0),
  );
}

const RADIUS = 5;
const KERNEL = gaussianKernel(RADIUS, 1.5);

function gaussianKernel(radius: number, deviation: number): Float32Array {
  const values = Float32Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * deviation * deviation)),
  );
  const total = values.reduce((sum, value) => sum + value, 0);
  return values.map((value) => value / total);
}

/** Gaussian means of the windows that are wholly within. */
function blur(values: Float32Array, width: number, height: number): Float32Array {
  const innerWidth = width - 2 * RADIUS;
  const innerHeight = height - 2 * RADIUS;
  const rows = new Float32Array(innerWidth * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < innerWidth; x++) {
      let sum = 0;
      for (let k = 0; k < KERNEL.length; k++) {
        sum += (KERNEL[k] as number) * (values[y * width + x + k] as number);
      }
      rows[y * innerWidth + x] = sum;
    }
  }
  const means = new Float32Array(innerWidth * innerHeight);
  for (let y = 0; y < innerHeight; y++) {
    for (let x = 0; x < innerWidth; x++) {
      let sum = 0;
      for (let k = 0; k < KERNEL.length; k++) {
        sum += (KERNEL[k] as number) * (rows[(y + k) * innerWidth + x] as number);
      }
      means[y * innerWidth + x] = sum;
    }
  }
  return means;
}
