import { add } from '../graph/ops/index.ts';
import type { Shape } from '../graph/tensor-type.ts';
import {
  GraphError,
  type Input,
  input,
  type Parameter,
  type Part,
  parameterName,
  type Value,
} from '../graph/value.ts';
import { type Factors, Parameters } from './parameters.ts';

/** What is added to a model's weights: to which of them, and in what form. */
export interface AdapterForm {
  readonly adapts: (parameter: Parameter) => boolean;
  /**
   * `full` adds a tensor of the weight's own shape; a number adds `B·A` of that rank to matrices (Hu
   * et al. 2022, LoRA, with a scale of 1) and leaves other weights as they are.
   */
  readonly rank: 'full' | number;
}

/**
 * Weights with additions to some of them, which are fed at every run: the model's file is never
 * changed, and without the additions it is the model again.
 */
export class AdaptedParameters extends Parameters {
  /** Fed under `<weight>.delta`, or `<weight>.lora_A`, `[rank, in]`, and `.lora_B`, `[out, rank]`. */
  readonly additions: Input[] = [];
  private readonly form: AdapterForm;
  private readonly adapted = new Map<Value, Value>();
  private readonly factors = new Map<Value, Factors>();

  /** @throws GraphError where the rank is no whole number from 1 */
  constructor(form: AdapterForm) {
    super();
    if (form.rank !== 'full' && !(Number.isSafeInteger(form.rank) && form.rank > 0)) {
      throw new GraphError(`a rank of ${form.rank} is not a whole number from 1`);
    }
    this.form = form;
  }

  override get(tensor: string, whole: Shape, part?: Part): Value {
    const weight = super.get(tensor, whole, part) as Parameter;
    const { rank, adapts } = this.form;
    const known = this.adapted.get(weight);
    if (known || rank !== 'full' || !adapts(weight)) return known ?? weight;
    const value = add(weight, this.fed(weight, 'delta', weight.shape));
    this.adapted.set(weight, value);
    return value;
  }

  /** Of low rank, an addition stays in its factors: the sum would be as large as the weight. */
  override factorsOf(matrix: Value): Factors | undefined {
    const { rank, adapts } = this.form;
    const known = this.factors.get(matrix);
    if (known || rank === 'full' || matrix.kind !== 'parameter' || !adapts(matrix)) return known;
    const [out = 0, width = 0] = matrix.shape;
    const factors = {
      a: this.fed(matrix, 'lora_A', [rank, width]),
      b: this.fed(matrix, 'lora_B', [out, rank]),
    };
    this.factors.set(matrix, factors);
    return factors;
  }

  private fed(weight: Parameter, name: string, shape: Shape): Input {
    const addition = input(`${parameterName(weight)}.${name}`, { dtype: 'float32', shape });
    this.additions.push(addition);
    return addition;
  }
}
