/** Element types a graph value can have. Names follow ONNX. */
export type DType =
  | 'float32'
  | 'float16'
  | 'bfloat16'
  | 'float64'
  | 'int64'
  | 'int32'
  | 'uint8'
  | 'uint4'
  | 'bool';

/** Sizes of the axes, outermost first; `[]` is a scalar. All sizes are known when a graph is built. */
export type Shape = readonly number[];

/** What a graph knows of a tensor before it exists. */
export interface TensorType {
  readonly dtype: DType;
  readonly shape: Shape;
}

/** Whether a type holds floating-point numbers. */
export function isFloat(dtype: DType): boolean {
  return dtype.startsWith('float') || dtype === 'bfloat16';
}

/** Number of elements of a shape. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/** `float32[1,64,96]` */
export function formatType({ dtype, shape }: TensorType): string {
  return `${dtype}[${shape.join(',')}]`;
}

/**
 * The shape two shapes broadcast to under NumPy's rule (aligned at the last axis, 1 stretches),
 * or `undefined` where they do not.
 */
export function broadcastShapes(a: Shape, b: Shape): Shape | undefined {
  const rank = Math.max(a.length, b.length);
  const shape: number[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const sizeA = a[axis - rank + a.length] ?? 1;
    const sizeB = b[axis - rank + b.length] ?? 1;
    if (sizeA !== sizeB && sizeA !== 1 && sizeB !== 1) return undefined;
    shape.push(sizeA === 1 ? sizeB : sizeA);
  }
  return shape;
}

/** A possibly negative axis as an index from the front, or `undefined` where it is out of range. */
export function resolveAxis(axis: number, rank: number): number | undefined {
  const index = axis < 0 ? axis + rank : axis;
  return Number.isInteger(index) && index >= 0 && index < rank ? index : undefined;
}
