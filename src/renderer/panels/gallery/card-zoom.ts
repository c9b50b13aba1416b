/** How the pictures of all cards are magnified together. */
export interface CardZoom {
  /** From 1, the whole picture. */
  readonly scale: number;
  /** The point that stays in place while the scale changes, as shares of width and height. */
  readonly x: number;
  readonly y: number;
}

export const WHOLE: CardZoom = { scale: 1, x: 0.5, y: 0.5 };

const MOST = 8;

const share = (value: number) => Math.min(1, Math.max(0, value));

/** Magnified by a factor, with the point under the pointer kept where it is. @param at in shares of a card */
export function zoomedAt(
  { scale, x, y }: CardZoom,
  factor: number,
  at: { readonly x: number; readonly y: number },
): CardZoom {
  const next = Math.min(MOST, Math.max(1, scale * factor));
  if (next === 1) return WHOLE;
  const placed = (origin: number, pointer: number) => {
    const point = origin * (1 - 1 / scale) + pointer / scale;
    return share((point - pointer / next) / (1 - 1 / next));
  };
  return { scale: next, x: placed(x, at.x), y: placed(y, at.y) };
}

/** Moved with the pointer, by shares of a card. */
export function pannedBy({ scale, x, y }: CardZoom, dx: number, dy: number): CardZoom {
  if (scale === 1) return WHOLE;
  return { scale, x: share(x - dx / (scale - 1)), y: share(y - dy / (scale - 1)) };
}
