import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Input, input } from '../graph/value.ts';
import type { Program } from '../runtime/program.ts';
import { EngineError, float32, type Tensors } from '../runtime/tensor.ts';
import { openSafetensors, readTensor, type SafetensorsFile } from '../weights/safetensors.ts';

/** A set of reference vectors: `X.json`, `X.ref.safetensors` and, for models, `X.weights.safetensors`. */
export interface ReferenceSet {
  readonly name: string;
  readonly folder: string;
  readonly manifest: Manifest;
  readonly reference: SafetensorsFile;
  /** How far float32 itself is from float64 in a tensor, relative to its largest value. */
  noiseFloor(name: string): number;
}

/** The fields of a manifest that are read; each kind of set checks its own config. */
export interface Manifest {
  readonly set: string;
  readonly ref_file: string;
  readonly weights_file?: string;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly schedules?: Readonly<Record<string, unknown>>;
  readonly trajectories?: Readonly<Record<string, unknown>>;
  readonly fp32_noise_floor?: Readonly<Record<string, { readonly rel_to_maxabs?: number }>>;
}

/**
 * The manifests of a folder, in order of name.
 * @throws EngineError where there are none, or one cannot be read
 */
export function listManifests(folder: string): Manifest[] {
  const manifests = readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => readManifest(join(folder, file)));
  if (manifests.length === 0) throw new EngineError(`${folder} has no reference sets (*.json)`);
  return manifests;
}

function readManifest(path: string): Manifest {
  let manifest: Partial<Manifest>;
  try {
    manifest = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new EngineError(`${path} is not JSON: ${(error as Error).message}`);
  }
  const isObject = (value: unknown) => typeof value === 'object' && value !== null;
  const { set, ref_file, config = {}, schedules = {} } = isObject(manifest) ? manifest : {};
  if (typeof set !== 'string' || typeof ref_file !== 'string') {
    throw new EngineError(`${path} is not a manifest of a reference set: it lacks set or ref_file`);
  }
  if (!isObject(config) || !isObject(schedules)) {
    throw new EngineError(`${path}: config and schedules must be objects`);
  }
  return manifest as Manifest;
}

/** Opens the files of a set. */
export function openSet(folder: string, manifest: Manifest): ReferenceSet {
  return {
    name: manifest.set,
    folder,
    manifest,
    reference: openSafetensors(join(folder, manifest.ref_file)),
    noiseFloor: (name) => manifest.fp32_noise_floor?.[name]?.rel_to_maxabs ?? 0,
  };
}

/** Opens the weights that belong to a set. */
export function openWeights({ name, folder, manifest }: ReferenceSet): SafetensorsFile {
  if (!manifest.weights_file) throw new EngineError(`${name} names no weights_file`);
  return openSafetensors(join(folder, manifest.weights_file));
}

/** A graph input of the type that a set has values for, under the same name. */
export function inputOf({ reference }: ReferenceSet, name: string): Input {
  const stored = reference.tensors.get(name);
  if (!stored) throw new EngineError(`${reference.path} has no ${name}`);
  return input(name, { dtype: 'float32', shape: stored.shape });
}

/** A set's values for the inputs of a program. */
export function feedsOf({ reference }: ReferenceSet, { inputs }: Program): Tensors {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, { shape }]) => [
      name,
      float32(readTensor(reference, name), shape),
    ]),
  );
}

/** More blocks than this is a mistake, and would take forever to build. */
const MOST = 1000;

/** Reads the fields of a manifest's config, each checked to be there and of its kind. */
export function configReader({ name, manifest }: ReferenceSet) {
  const config = manifest.config ?? {};
  const field = <T>(key: string, fits: (value: unknown) => value is T): T => {
    const value = config[key];
    if (fits(value)) return value;
    throw new EngineError(`${name}: config has ${key} = ${JSON.stringify(value)}`);
  };
  return {
    number: (key: string) => field(key, (value) => typeof value === 'number'),
    /** How many there are of something that is built one by one. */
    count: (key: string) =>
      field(
        key,
        (value): value is number =>
          Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MOST,
      ),
    text: (key: string) => field(key, (value) => typeof value === 'string'),
    boolean: (key: string) => field(key, (value) => typeof value === 'boolean'),
    numbers: (key: string) =>
      field(
        key,
        (value): value is number[] =>
          Array.isArray(value) && value.every((entry) => typeof entry === 'number'),
      ),
  };
}
