import { type Shape, sameShape } from '../graph/tensor-type.ts';
import {
  describe,
  GraphError,
  type Parameter,
  type Part,
  parameterName,
  type Value,
} from '../graph/value.ts';

/** An addition `B·A` to a matrix `[out, in]`. */
export interface Factors {
  /** `[rank, in]` */
  readonly a: Value;
  /** `[out, rank]` */
  readonly b: Value;
}

/**
 * The weights a model asks for while it is built, each one value however often it is asked for, so
 * that its gradients add up and its bytes are bound once.
 */
export class Parameters implements Iterable<Parameter> {
  private readonly byName = new Map<string, Parameter>();

  /**
   * A weight, or a part of one.
   * @param whole shape of the checkpoint tensor
   * @throws GraphError where it was asked for in another shape before, or the part is not within it
   */
  get(tensor: string, whole: Shape, part?: Part): Value {
    if (part && !isWithin(part, whole)) {
      const { axis, start, end } = part;
      throw new GraphError(
        `${start}:${end} of axis ${axis} is no part of ${tensor} [${whole.join(',')}]`,
      );
    }
    const shape = part ? whole.with(part.axis, part.end - part.start) : whole;
    const wanted: Parameter = {
      kind: 'parameter',
      dtype: 'float32',
      tensor,
      whole,
      shape,
      ...(part && { part }),
    };
    const name = parameterName(wanted);
    const known = this.byName.get(name);
    if (known && !sameShape(known.whole, whole)) {
      throw new GraphError(`${describe(known)} is also asked for as [${whole.join(',')}]`);
    }
    if (!known) this.byName.set(name, wanted);
    return known ?? wanted;
  }

  /** The factors of what is to be added to a matrix in the product with it; none here. */
  factorsOf(_matrix: Value): Factors | undefined {
    return undefined;
  }

  [Symbol.iterator](): Iterator<Parameter> {
    return this.byName.values();
  }
}

function isWithin({ axis, start, end }: Part, whole: Shape): boolean {
  const isRange = Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start < end;
  return isRange && end <= (whole[axis] ?? 0);
}
