import { type Shape, sameShape } from '../graph/tensor-type.ts';
import { describe, GraphError, type Parameter, type Part, parameterName } from '../graph/value.ts';

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
  get(tensor: string, whole: Shape, part?: Part): Parameter {
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
    if (
      part &&
      !(part.start >= 0 && part.start < part.end && part.end <= (whole[part.axis] ?? 0))
    ) {
      throw new GraphError(`${name} is not a part of [${whole.join(',')}]`);
    }
    const known = this.byName.get(name);
    if (known && !sameShape(known.whole, whole)) {
      throw new GraphError(`${describe(known)} is also asked for as [${whole.join(',')}]`);
    }
    if (!known) this.byName.set(name, wanted);
    return known ?? wanted;
  }

  [Symbol.iterator](): Iterator<Parameter> {
    return this.byName.values();
  }
}
