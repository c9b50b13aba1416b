import { basename, resolve } from 'node:path';
import { inspectFiles, type ModelReport } from './inspect.ts';
import { findModelFiles } from './model-files.ts';
import type { ModelRegistry } from './registry.ts';
import { wholeFiles } from './whole-files.ts';

/**
 * Makes a model known, once its files were inspected; they stay where they are.
 * @param paths its folder, or files and folders of its parts
 * @param name what it is called; as its folder or file unless given
 * @throws ModelListError where it cannot be used, or the name is taken; WeightsError where a path is not there,
 *   or a file that was named is no part of a model
 */
export function addModel(
  registry: ModelRegistry,
  paths: readonly string[],
  name?: string,
): { readonly id: string; readonly report: ModelReport } {
  const found = findModelFiles(paths);
  const report = inspectFiles(found);
  const files = wholeFiles(found, report);
  const id = name ?? nameOf(paths[0] ?? '');
  registry.add(id, report.family ?? '', files);
  return { id, report };
}

/** A name after a folder or file, of letters that a name may have. */
function nameOf(path: string): string {
  return basename(resolve(path))
    .replace(/\.safetensors$/, '')
    .replace(/[^\w.-]+/g, '-');
}
