/** Bytes as "8.7 MiB", "22 GiB". */
export function bytesText(bytes: number): string {
  return bytes < 2 ** 30 ? `${short(bytes / 2 ** 20)} MiB` : `${short(bytes / 2 ** 30)} GiB`;
}

/** A number of weights as "4.4 million", "12 billion". */
export function countText(count: number): string {
  return count < 1e9 ? `${short(count / 1e6)} million` : `${short(count / 1e9)} billion`;
}

/** With a digit behind the point where there is but one before it. */
function short(value: number): string {
  return value < 9.95 ? value.toFixed(1) : value.toFixed(0);
}
