import type { Shape } from '../graph/tensor-type.ts';
import type { Program } from '../runtime/program.ts';
import type { Executor } from '../runtime/sessions.ts';
import { float32, float32Data, type Tensor } from '../runtime/tensor.ts';
import type { Flow } from './flow.ts';

/**
 * A compiled model as a flow.
 * @param program takes `z`, `[1, …shape]`, and `sigma`, `[1]`, and gives `velocity`
 */
export function modelFlow(program: Program, executor: Executor, shape: Shape): Flow {
  const batch = [1, ...shape];
  return {
    shape,
    async velocity(z, sigma, signal) {
      const feeds = { z: float32(z, batch), sigma: float32([sigma], [1]) };
      const { velocity } = await executor.run(program, feeds, signal);
      return float32Data(velocity as Tensor);
    },
  };
}
