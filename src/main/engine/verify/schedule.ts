import { type Shape, sizeOf } from '../graph/tensor-type.ts';
import { input } from '../graph/value.ts';
import { compile } from '../runtime/program.ts';
import type { Executor } from '../runtime/sessions.ts';
import { EngineError, float32, float32Data, type Tensor } from '../runtime/tensor.ts';
import { eulerStep, fluxSchedule } from '../sampling/schedule.ts';
import { readTensor } from '../weights/safetensors.ts';
import { type Check, compare, failed } from './check.ts';
import { buildFlux, readFluxConfig } from './flux.ts';
import {
  feedsOf,
  listManifests,
  openSet,
  openWeights,
  type ReferenceSet,
} from './reference-set.ts';

interface ScheduleEntry {
  readonly num_steps: number;
  readonly image_seq_len: number;
  readonly shift: boolean;
  readonly base_shift: number;
  readonly max_shift: number;
}

interface TrajectoryEntry {
  readonly weights_file: string;
  readonly timesteps: readonly number[];
  readonly guidance: unknown;
  readonly fp32_noise_floor_x?: number;
}

/** Timestep schedules, and sampling runs along them. */
export async function verifySchedule(set: ReferenceSet, executor: Executor): Promise<Check[]> {
  const checks: Check[] = [];
  for (const [name, entry] of Object.entries(set.manifest.schedules ?? {})) {
    const { num_steps, image_seq_len, shift, base_shift, max_shift } = entry as ScheduleEntry;
    const levels = fluxSchedule(
      num_steps,
      image_seq_len,
      shift ? { base: base_shift, max: max_shift } : undefined,
    );
    checks.push(compare(set, name, Float32Array.from(levels)));
  }
  for (const [name, entry] of Object.entries(set.manifest.trajectories ?? {})) {
    checks.push(...(await verifyTrajectory(set, name, entry as TrajectoryEntry, executor)));
  }
  const seen = new Set(checks.map(({ name }) => name));
  const results = [...set.reference.tensors.keys()].filter((name) =>
    /^schedule\.|\.[xv]$/.test(name),
  );
  const unseen = results.filter((name) => !seen.has(name));
  const why = 'the manifest has no entry for it';
  return [...checks, ...unseen.map((name) => failed(set.name, name, why))];
}

/** Samples from the set's own start and compares every state and velocity on the way. */
async function verifyTrajectory(
  set: ReferenceSet,
  name: string,
  trajectory: TrajectoryEntry,
  executor: Executor,
): Promise<Check[]> {
  const model = modelOf(set, trajectory.weights_file);
  const config = readFluxConfig(model);
  const states = set.reference.tensors.get(`${name}.x`);
  if (!states) throw new EngineError(`the reference file has no ${name}.x`);
  const shape = states.shape.slice(1);
  const img = input('x', { dtype: 'float32', shape });
  const { outputs, parameters } = buildFlux(
    model,
    config,
    img,
    input('sigma', { dtype: 'float32', shape: shape.slice(0, 1) }),
  );
  const program = compile({ v: outputs.velocity }, { file: openWeights(model), parameters });
  const { inputs } = program;
  const { x: _x, sigma: _sigma, 'in.guidance': guidance, ...others } = inputs;
  const fixed = feedsOf(model, { ...program, inputs: others });
  const guided = guidance && {
    'in.guidance': filled(guidance.shape, Number(trajectory.guidance)),
  };

  let x = readTensor(set.reference, `${name}.x`).slice(0, sizeOf(shape));
  const xs = [x];
  const vs: Float32Array[] = [];
  for (const [step, next] of trajectory.timesteps.slice(1).entries()) {
    const sigma = trajectory.timesteps[step] ?? 0;
    const feeds = {
      ...fixed,
      ...guided,
      x: float32(x, shape),
      sigma: filled(shape.slice(0, 1), sigma),
    };
    const { v } = await executor.run(program, feeds);
    if (!v) throw new EngineError('the program gave no velocity');
    vs.push(float32Data(v));
    x = eulerStep(x, float32Data(v), sigma, next);
    xs.push(x);
  }
  const floor = trajectory.fp32_noise_floor_x ?? 0;
  const along: ReferenceSet = { ...set, noiseFloor: () => floor };
  return [compare(along, `${name}.x`, joined(xs)), compare(along, `${name}.v`, joined(vs))];
}

function filled(shape: Shape, value: number): Tensor {
  return float32(new Float32Array(sizeOf(shape)).fill(value), shape);
}

/** The set of the model that a trajectory was made with. */
function modelOf({ folder }: ReferenceSet, weightsFile: string): ReferenceSet {
  const manifest = listManifests(folder).find(({ weights_file }) => weights_file === weightsFile);
  if (!manifest) throw new EngineError(`no set in ${folder} has the weights ${weightsFile}`);
  return openSet(folder, manifest);
}

function joined(parts: readonly Float32Array[]): Float32Array {
  return Float32Array.from(parts.flatMap((part) => [...part]));
}
