/** Values in [−scale, scale), the same at every run. */
export function randomValues(count: number, scale = 1, seed = 1): Float32Array<ArrayBuffer> {
  let state = seed >>> 0;
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    // A linear congruential generator (Numerical Recipes): plenty for filling matrices.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    values[i] = scale * (state / 2 ** 31 - 1);
  }
  return values;
}
