/**
 * What a photographer makes and can undo, as records: the store keeps every version of each. All
 * are plain JSON, so that they pass between processes as they are.
 */
export type DocumentRecord = Layer | Stroke | Pick | Rating | Parameter;

/** A named sheet of strokes over one photo. */
export interface Layer {
  readonly kind: 'layer';
  readonly id: string;
  /** The photo's number. */
  readonly photo: number;
  readonly name: string;
  readonly intent: 'colour' | 'light' | 'shadow' | 'make-up';
  readonly visible: boolean;
  /** 0 to 1. */
  readonly opacity: number;
  /** Layers are drawn from the lowest to the highest. */
  readonly order: number;
}

/** One drawn line. */
export interface Stroke {
  readonly kind: 'stroke';
  readonly id: string;
  /** The layer's id. */
  readonly layer: string;
  readonly tool: 'brush' | 'eraser';
  /** `#rrggbb`, sRGB. */
  readonly colour: string;
  /** Diameter in pixels of the photo. */
  readonly size: number;
  /** 0 to 1. */
  readonly hardness: number;
  /** 0 to 1. */
  readonly opacity: number;
  /** x, y (pixels of the photo) and pressure (0 to 1) of each point, one after the other. */
  readonly points: readonly number[];
}

/** What is shown as a photo's result: a cluster, or several blended. */
interface Pick {
  readonly kind: 'pick';
  readonly id: string;
  readonly photo: number;
  readonly clusters: readonly { readonly cluster: number; readonly weight: number }[];
}

/** What the photographer thinks of a cluster. */
interface Rating {
  readonly kind: 'rating';
  readonly id: string;
  readonly cluster: number;
  /** 0 (none) to 5. */
  readonly stars: number;
  readonly rejected: boolean;
}

/** One control's value, such as likeness, strength or area. */
interface Parameter {
  readonly kind: 'parameter';
  readonly id: string;
  readonly value: Json;
}

export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json };

/** Records to write, and ids of records to take away. */
export interface DocumentChange {
  readonly put: readonly DocumentRecord[];
  readonly remove: readonly string[];
}

/** Whether a value, from a file or from another process, is a record with every field in range. */
export function isRecord(value: unknown): value is DocumentRecord {
  if (!isObject(value) || !isId(value['id'])) return false;
  const shape = Object.hasOwn(shapes, String(value['kind']))
    ? shapes[value['kind'] as DocumentRecord['kind']]
    : undefined;
  return (
    shape !== undefined && Object.entries(shape).every(([field, isValid]) => isValid(value[field]))
  );
}

type Check = (value: unknown) => boolean;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText: Check = (value) => typeof value === 'string';
const isId: Check = (value) => typeof value === 'string' && value !== '';
const isFlag: Check = (value) => typeof value === 'boolean';
const isNumber: Check = (value) => Number.isFinite(value);
const isFraction: Check = (value) => typeof value === 'number' && value >= 0 && value <= 1;
const isRowNumber: Check = (value) => Number.isSafeInteger(value) && Number(value) > 0;
const oneOf =
  (...allowed: readonly unknown[]): Check =>
  (value) =>
    allowed.includes(value);
const isJson: Check = (value) =>
  value === null ||
  isText(value) ||
  isFlag(value) ||
  isNumber(value) ||
  (Array.isArray(value) && value.every(isJson)) ||
  (isObject(value) && Object.values(value).every(isJson));

const shapes: { readonly [Kind in DocumentRecord['kind']]: Readonly<Record<string, Check>> } = {
  layer: {
    photo: isRowNumber,
    name: isText,
    intent: oneOf('colour', 'light', 'shadow', 'make-up'),
    visible: isFlag,
    opacity: isFraction,
    order: isNumber,
  },
  stroke: {
    layer: isId,
    tool: oneOf('brush', 'eraser'),
    colour: (value) => typeof value === 'string' && /^#[0-9a-f]{6}$/.test(value),
    size: (value) => isNumber(value) && Number(value) > 0,
    hardness: isFraction,
    opacity: isFraction,
    points: (value) => Array.isArray(value) && value.length % 3 === 0 && value.every(isNumber),
  },
  pick: {
    photo: isRowNumber,
    clusters: (value) =>
      Array.isArray(value) &&
      value.length > 0 &&
      value.every(
        (part) => isObject(part) && isRowNumber(part['cluster']) && isNumber(part['weight']),
      ),
  },
  rating: { cluster: isRowNumber, stars: oneOf(0, 1, 2, 3, 4, 5), rejected: isFlag },
  parameter: { value: isJson },
};
