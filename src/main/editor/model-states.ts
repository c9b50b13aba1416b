import { EMBEDDED_ID } from '../../document/controls.ts';
import type { ModelState } from '../../preload/model-state.ts';
import { sizeOf } from '../engine/graph/tensor-type.ts';
import type { WorkingMemory } from '../engine/runtime/working-memory.ts';
import { bytesOf, openSafetensors } from '../engine/weights/safetensors.ts';
import { modelOf } from '../jobs/chosen-model.ts';
import { EMBEDDED_MODEL, weightsFile } from '../jobs/embedded-model.ts';
import { FLUX_RANK } from '../jobs/flux/flux-model.ts';
import { inspectFiles } from '../jobs/flux/inspect.ts';
import { planFor } from '../jobs/flux/memory-plan.ts';
import { memoryWords } from '../jobs/flux/memory-words.ts';
import type { ModelEntry, ModelRegistry } from '../jobs/flux/registry.ts';

/** What comes with Penumbra, as a window shows it. */
export function embeddedState(registry: ModelRegistry): ModelState {
  const file = openSafetensors(weightsFile(EMBEDDED_MODEL));
  const tensors = [...file.tensors.values()];
  const { takesText, sizes, usualSize } = modelOf(EMBEDDED_ID, registry);
  return {
    ...{ id: EMBEDDED_ID, isEmbedded: true, family: 'Penumbra mini', licence: 'Apache-2.0' },
    types: [...new Set(tensors.map(({ type }) => type))].sort(),
    parameters: tensors.reduce((total, { shape }) => total + sizeOf(shape), 0),
    ...{ bytes: bytesOf(file), path: file.path, memory: null, problems: [] },
    ...{ takesText, sizes: [...sizes], usualSize },
  };
}

/** The work that the memory need is told of. */
const USUAL = { mode: 'group', refine: 0, rank: FLUX_RANK } as const;

/** A model of the list as a window shows it: inspected anew, since its files may have changed. */
export function addedState(
  entry: ModelEntry,
  memory: WorkingMemory,
  registry: ModelRegistry,
): ModelState {
  const { family, licence, parts, missing, problems, usable } = inspectFiles(entry);
  const transformer = parts.find(({ part }) => part === 'transformer');
  const chosen = usable ? modelOf(entry.id, registry) : undefined;
  const longer = chosen?.usualSize ?? 512;
  return {
    ...{ id: entry.id, isEmbedded: false },
    ...{ family: family ?? entry.family, licence: licence ?? null },
    types: [...(transformer?.types ?? [])],
    parameters: parts.reduce((total, part) => total + part.parameters, 0),
    bytes: parts.reduce((total, part) => total + part.bytes, 0),
    path: entry.parts.transformer,
    memory: usable
      ? `At ${longer} pixels it ${memoryWords(planFor(entry, { width: longer, height: longer }, USUAL, memory))}`
      : null,
    problems: [...missing.map((what) => `${what} is missing`), ...problems],
    takesText: true,
    sizes: [...(chosen?.sizes ?? [longer])],
    usualSize: longer,
  };
}
