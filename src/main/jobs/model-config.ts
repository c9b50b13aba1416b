import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HourglassConfig } from '../engine/models/hourglass.ts';
import { ModelError } from './model-error.ts';

/** A model's folder cannot be used. The message names the file and what is wrong in it. */
export class ModelConfigError extends ModelError {
  override readonly name = 'ModelConfigError';
}

/** What a config holds: the kind of value under every key, lists by what their members are. */
type Form = 'number' | 'boolean' | readonly [Form] | { readonly [key: string]: Form };

const level = { channels: 'number', blocks: 'number' } as const;

const form: Form = {
  sigmaData: 'number',
  levels: [level],
  transformer: {
    inChannels: 'number',
    outChannels: 'number',
    vecInDim: 'number',
    contextInDim: 'number',
    hiddenSize: 'number',
    mlpRatio: 'number',
    numHeads: 'number',
    depth: 'number',
    depthSingleBlocks: 'number',
    axesDim: ['number'],
    theta: 'number',
    qkvBias: 'boolean',
    guidanceEmbed: 'boolean',
  },
};

/**
 * The config of a model's folder.
 * @throws ModelConfigError where it is missing, no JSON, or lacks a value
 */
export function readModelConfig(folder: string): HourglassConfig {
  const path = join(folder, 'config.json');
  let config: unknown;
  try {
    config = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new ModelConfigError(`${path} cannot be read: ${(error as Error).message}`, {
      cause: error,
    });
  }
  const problem = misfit(config, form, '');
  if (problem) throw new ModelConfigError(`${path}: ${problem}`);
  const { levels } = config as HourglassConfig;
  if (levels.length !== 2)
    throw new ModelConfigError(`${path}: levels has ${levels.length}, not 2`);
  return config as HourglassConfig;
}

function misfit(value: unknown, wanted: Form, at: string): string | undefined {
  if (typeof wanted === 'string') {
    const fits = wanted === 'number' ? Number.isFinite(value) : typeof value === wanted;
    return fits ? undefined : `${at} should be a ${wanted}, but is ${JSON.stringify(value)}`;
  }
  if (isList(wanted)) {
    if (!Array.isArray(value)) return `${at} should be a list`;
    return first(value.entries(), (index, member) => misfit(member, wanted[0], `${at}[${index}]`));
  }
  if (typeof value !== 'object' || value === null) return `${at || 'it'} should be an object`;
  return first(Object.entries(wanted), (key, inner) =>
    misfit((value as Record<string, unknown>)[key], inner, at ? `${at}.${key}` : key),
  );
}

function isList(wanted: Form): wanted is readonly [Form] {
  return Array.isArray(wanted);
}

function first<K, V>(
  entries: Iterable<readonly [K, V]>,
  problemOf: (key: K, value: V) => string | undefined,
): string | undefined {
  for (const [key, value] of entries) {
    const problem = problemOf(key, value);
    if (problem) return problem;
  }
  return undefined;
}
