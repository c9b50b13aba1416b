import type { StoredTensor } from './safetensors.ts';

/** Tensors under other names. Of two that come to one name, the second has a name that no model knows. */
export function renamedTensors(
  tensors: Iterable<readonly [name: string, stored: StoredTensor]>,
): Map<string, StoredTensor> {
  const all = new Map<string, StoredTensor>();
  for (const [name, stored] of tensors) {
    all.set(all.has(name) ? `${name} (a second time)` : name, stored);
  }
  return all;
}
