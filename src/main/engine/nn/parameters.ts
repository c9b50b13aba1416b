import { type Shape, sameShape } from '../graph/tensor-type.ts';
import { describe, GraphError, type Parameter, parameterName, type Rows } from '../graph/value.ts';

/**
 * The weights a model asks for while it is built, each one value however often it is asked for, so
 * that its gradients add up and its bytes are bound once.
 */
export class Parameters implements Iterable<Parameter> {
  private readonly byName = new Map<string, Parameter>();

  /**
   * A weight, or a range of its rows.
   * @param whole shape of the checkpoint tensor
   * @throws GraphError where it was asked for in another shape before
   */
  get(tensor: string, whole: Shape, rows?: Rows): Parameter {
    const shape = rows ? [rows[1] - rows[0], ...whole.slice(1)] : whole;
    const wanted: Parameter = {
      kind: 'parameter',
      dtype: 'float32',
      tensor,
      whole,
      shape,
      ...(rows && { rows }),
    };
    const name = parameterName(wanted);
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
