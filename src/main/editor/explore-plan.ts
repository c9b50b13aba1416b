import { EMBEDDED_ID } from '../../document/controls.ts';
import type { Size } from '../../document/size.ts';
import type { ExplorePlan, PlannedControls } from '../../preload/model-state.ts';
import type { WorkingMemory } from '../engine/runtime/working-memory.ts';
import { type ChosenModel, modelOf } from '../jobs/chosen-model.ts';
import type { MemoryPlan } from '../jobs/flux/memory-plan.ts';
import { fewerBitsWords, memoryWords } from '../jobs/flux/memory-words.ts';
import type { ModelRegistry } from '../jobs/flux/registry.ts';
import { isModelError } from '../jobs/model-error.ts';
import { ModelSizeError } from '../jobs/model-size.ts';
import { PictureError } from '../photo/picture-file.ts';

type Way = ExplorePlan['ways'][number];

/** Whether a model cannot work on a photo; another can be asked. */
function isUnfit(error: unknown): error is Error {
  return isModelError(error) || error instanceof PictureError;
}

/**
 * Says of an exploration whether it can be done in what memory there is, and what else could be done, each a change
 * of controls: another size or method, a model of fewer bits, the embedded model.
 * @param photo its size in pixels
 */
export function explorePlan(
  photo: Size,
  controls: PlannedControls,
  memory: WorkingMemory,
  registry: ModelRegistry,
): ExplorePlan {
  const embedded: Way = {
    label: 'Use the embedded model',
    change: { model: EMBEDDED_ID, modelSize: null },
  };
  try {
    const model = modelOf(controls.model, registry);
    const plan = planOf(model, photo, controls, memory);
    if (plan === undefined) return { isPossible: true, note: null, ways: [] };
    const needs = `${model.id} ${memoryWords(plan)}`;
    if (plan.way === 'resident') return { isPossible: true, note: needs, ways: [] };
    const others = otherModels(photo, controls, plan, registry);
    const note = others.length > 0 ? needs : `${needs}${fewerBitsWords(model.id, plan)}`;
    if (plan.way === 'streamed') return { isPossible: true, note, ways: others };
    const ways = [...lessOf(model, photo, controls, memory), ...others, embedded];
    return { isPossible: false, note, ways };
  } catch (error) {
    if (!isUnfit(error)) throw error;
    const usual: Way = { label: 'Use the model’s default size', change: { modelSize: null } };
    const ways = error instanceof ModelSizeError ? [usual] : [];
    const isEmbedded = controls.model === EMBEDDED_ID;
    return {
      isPossible: false,
      note: error.message,
      ways: [...ways, ...(isEmbedded ? [] : [embedded])],
    };
  }
}

function planOf(
  model: ChosenModel,
  photo: Size,
  { modelSize, mode }: PlannedControls,
  memory: WorkingMemory,
): MemoryPlan | undefined {
  const size = model.size(photo, modelSize ?? undefined);
  return model.plan(size, { mode, refine: 0, rank: model.settings.rank }, memory);
}

/** Of the same model, the largest size that would do, and the method that needs less. */
function lessOf(
  model: ChosenModel,
  photo: Size,
  controls: PlannedControls,
  memory: WorkingMemory,
): Way[] {
  const fits = (change: Partial<PlannedControls>) => {
    const way = wayOf(() => planOf(model, photo, { ...controls, ...change }, memory));
    return way !== undefined && way !== 'refused';
  };
  const now = controls.modelSize ?? model.usualSize;
  const smaller = model.sizes.filter((size) => size < now);
  const size = smaller.toReversed().find((modelSize) => fits({ modelSize }));
  const ways: Way[] = [];
  if (size !== undefined) {
    ways.push({ label: `Work at ${size} pixels`, change: { modelSize: size } });
  }
  if (controls.mode === 'finetune' && fits({ mode: 'group' })) {
    ways.push({ label: 'Skip fine-tuning', change: { mode: 'group' } });
  }
  return ways;
}

/** Models of the list that do better than one, which are those of fewer bits. */
function otherModels(
  photo: Size,
  controls: PlannedControls,
  { way, memory }: MemoryPlan,
  registry: ModelRegistry,
): Way[] {
  return registry.list().flatMap(({ id }) => {
    if (id === controls.model) return [];
    const other = wayOf(() => planOf(modelOf(id, registry), photo, controls, memory));
    const isBetter = way === 'refused' ? other !== 'refused' : other === 'resident';
    return other && isBetter ? [{ label: `Use ${id}`, change: { model: id } }] : [];
  });
}

/** How something would be done; `undefined` where it cannot be done at all. */
function wayOf(plan: () => MemoryPlan | undefined): MemoryPlan['way'] | undefined {
  try {
    return plan()?.way;
  } catch (error) {
    if (isUnfit(error)) return undefined;
    throw error;
  }
}
