import { gradients } from '../autodiff/gradients.ts';
import { mul, sumAll } from '../graph/ops/index.ts';
import { sizeOf } from '../graph/tensor-type.ts';
import { constant, type Input, input, type Value } from '../graph/value.ts';
import { compile } from '../runtime/program.ts';
import { Session } from '../runtime/session.ts';
import { EngineError, float32, float32Data, type Tensor } from '../runtime/tensor.ts';

/** One input's gradient: the largest difference from central differences, and how large it is. */
export interface GradientCheck {
  readonly input: number;
  readonly maxAbs: number;
  /** The difference over the largest gradient value. */
  readonly relative: number;
}

/** Gradients below this are compared with it: the differences of float32 values say no more. */
const SMALLEST_SCALE = 0.05;

/** Half the distance of the outer points; with four points the error is of the order of its fourth power. */
const STEP = 1 / 64;

/**
 * Compares the gradients of a graph with central differences, every element of every input. The
 * graph's output is projected on fixed pseudo-random weights, so that errors do not cancel.
 *
 * @param build the graph, from inputs of the points' shapes
 * @param points float32 values of the inputs, away from where the graph is not smooth
 * @param wanted which inputs to differentiate by; all unless told
 * @throws EngineError where the gradient does not have its input's shape
 */
export async function checkGradients(
  build: (...inputs: Value[]) => Value,
  points: readonly Tensor[],
  wanted: readonly number[] = [...points.keys()],
): Promise<GradientCheck[]> {
  const inputs = points.map((point, index) => input(`x${index}`, point));
  const output = build(...inputs);
  const weights = projection(sizeOf(output.shape));
  const loss = sumAll(mul(output, constant(weights, output.shape)));
  const targets = wanted.map((index) => inputs[index] as Input);
  const found = gradients(loss, targets);
  for (const [index, gradient] of found.entries()) {
    if (gradient.shape.join() !== targets[index]?.shape.join()) {
      throw new EngineError(`the gradient of x${wanted[index]} has the shape [${gradient.shape}]`);
    }
  }
  const feeds = Object.fromEntries(
    inputs.map(({ name }, index) => [name, points[index] as Tensor]),
  );
  const named = Object.fromEntries(found.map((gradient, index) => [`g${index}`, gradient]));
  const analytic = await runOnce(named, feeds);

  const forward = await open({ output });
  const used = Object.keys(forward.program.inputs);
  const project = async (name: string, point: Tensor) => {
    const all = { ...feeds, [name]: point };
    const { output: y } = await forward.run(
      Object.fromEntries(used.map((key) => [key, all[key] as Tensor])),
    );
    return dot(float32Data(y as Tensor), weights);
  };
  const checks: GradientCheck[] = [];
  for (const [position, index] of wanted.entries()) {
    const point = points[index] as Tensor;
    const gradient = float32Data(analytic[`g${position}`] as Tensor);
    let maxAbs = 0;
    let largest = SMALLEST_SCALE;
    for (const [element, value] of gradient.entries()) {
      const numeric = await difference(point, element, (moved) => project(`x${index}`, moved));
      maxAbs = Math.max(maxAbs, Math.abs(value - numeric));
      largest = Math.max(largest, Math.abs(numeric));
    }
    checks.push({ input: index, maxAbs, relative: maxAbs / largest });
  }
  await forward.release();
  return checks;
}

/** The derivative by one element: the five-point central difference. */
async function difference(
  point: Tensor,
  element: number,
  at: (moved: Tensor) => Promise<number>,
): Promise<number> {
  const values = float32Data(point);
  const centre = values[element] ?? 0;
  const moved = (steps: number) =>
    float32(values.with(element, centre + steps * STEP), point.shape);
  const [far, near] = [
    (await at(moved(2))) - (await at(moved(-2))),
    (await at(moved(1))) - (await at(moved(-1))),
  ];
  return (8 * near - far) / (12 * STEP);
}

/** Weights between 0.5 and 1.5 with alternating signs, from the golden ratio. */
function projection(count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => {
    const fraction = (i * 0.618_033_988_75) % 1;
    return (i % 2 === 0 ? 1 : -1) * (0.5 + fraction);
  });
}

function dot(a: Float32Array, b: Float32Array): number {
  let total = 0;
  for (const [i, value] of a.entries()) total += value * (b[i] ?? 0);
  return total;
}

function open(outputs: Readonly<Record<string, Value>>): Promise<Session> {
  return Session.open(compile(outputs), { provider: 'cpu', threads: 1 });
}

async function runOnce(
  outputs: Readonly<Record<string, Value>>,
  feeds: Readonly<Record<string, Tensor>>,
) {
  const session = await open(outputs);
  const used = Object.keys(session.program.inputs);
  const results = await session.run(
    Object.fromEntries(used.map((name) => [name, feeds[name] as Tensor])),
  );
  await session.release();
  return results;
}
