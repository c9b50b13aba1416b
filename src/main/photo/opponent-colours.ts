/**
 * Grey and two differences of colours: the reflection that takes the grey axis to the first channel.
 * It is orthogonal, so that white noise stays white, and its own inverse.
 * @param data `[3, …]`
 */
export function opponentColours(data: Float32Array): Float32Array<ArrayBuffer> {
  const plane = data.length / 3;
  const grey = 1 / Math.sqrt(3);
  // Householder's reflection I − 2vvᵀ with v along e₁ − (1,1,1)/√3.
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
