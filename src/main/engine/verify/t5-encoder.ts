import { mul, reshape, sub } from '../graph/ops/index.ts';
import { input, scalar } from '../graph/value.ts';
import { relativeBucket, T5_TOKENS, type T5Config, t5Encoder } from '../models/t5-encoder.ts';
import { Parameters } from '../nn/parameters.ts';
import { compile } from '../runtime/program.ts';
import type { Executor } from '../runtime/sessions.ts';
import { EngineError, float32, float32Data, type Tensors } from '../runtime/tensor.ts';
import { readRows, readTensor } from '../weights/safetensors.ts';
import { textEncoderTensors } from '../weights/text-encoder-names.ts';
import { type Check, compare, compareAll } from './check.ts';
import { stack } from './clip-text.ts';
import { configReader, openWeights, type ReferenceSet } from './reference-set.ts';

function readConfig(set: ReferenceSet): T5Config {
  const { number, count, text } = configReader(set);
  const activation = text('feed_forward_proj');
  if (activation !== 'gated-gelu') {
    throw new EngineError(
      `${set.name}: feed_forward_proj is ${activation}, and only gated-gelu is built`,
    );
  }
  return {
    vocabSize: number('vocab_size'),
    dModel: number('d_model'),
    dKv: number('d_kv'),
    dFf: number('d_ff'),
    numLayers: count('num_layers'),
    numHeads: count('num_heads'),
    layerNormEpsilon: number('layer_norm_epsilon'),
    relativeAttentionNumBuckets: number('relative_attention_num_buckets'),
    relativeAttentionMaxDistance: number('relative_attention_max_distance'),
  };
}

/** The runs of a set, with and without their masks, the table of buckets and the position bias. */
export async function verifyT5(set: ReferenceSet, executor: Executor): Promise<Check[]> {
  const config = readConfig(set);
  const runs = [...set.reference.tensors.keys()].flatMap(
    (name) => /^in\.(.+)\.input_ids$/.exec(name)?.[1] ?? [],
  );
  let computed: Tensors = {};
  const biases: Check[] = [];
  for (const run of runs) {
    const { bias, ...results } = await encode(set, config, run, executor);
    computed = { ...computed, ...results };
    const length = bias?.shape.at(-1);
    const name = `bias.${length}x${length}`;
    if (bias && set.reference.tensors.has(name)) {
      biases.push(compare(set, name, float32Data(bias)));
    }
  }
  return [...compareAll(set, computed), ...biases, ...buckets(set, config)];
}

async function encode(
  set: ReferenceSet,
  config: T5Config,
  run: string,
  executor: Executor,
): Promise<Tensors> {
  const file = textEncoderTensors(openWeights(set));
  const ids = Array.from(readTensor(set.reference, `in.${run}.input_ids`));
  const weights = new Parameters();
  const tokens = input('tokens', { dtype: 'float32', shape: [1, ids.length, config.dModel] });
  const mask = input('mask', { dtype: 'float32', shape: [1, ids.length] });
  // What the official code adds to the scores of masked keys: the least float32.
  const keyBias = reshape(mul(sub(scalar(1), mask), scalar(-LARGEST)), [1, 1, ids.length]);
  const open = t5Encoder(weights, config, { tokens });
  const masked = t5Encoder(weights, config, { tokens, keyBias });
  const results = {
    [`out.${run}.nomask.last_hidden_state`]: open.lastHiddenState,
    [`out.${run}.nomask.hidden_states`]: stack([...open.hiddenStates, open.lastHiddenState]),
    [`out.${run}.masked.last_hidden_state`]: masked.lastHiddenState,
    bias: open.positionBias,
  };
  const program = compile(results, { file, parameters: weights });
  return executor.run(program, {
    tokens: float32(readRows(file, T5_TOKENS, ids), tokens.shape),
    mask: float32(readTensor(set.reference, `in.${run}.attention_mask`), mask.shape),
  });
}

const LARGEST = 3.402_823_4e38;

/** The table of buckets, where the set has it. */
function buckets(set: ReferenceSet, config: T5Config): Check[] {
  if (!set.reference.tensors.has('buckets.bucket')) return [];
  const relative = readTensor(set.reference, 'buckets.relative_position');
  const ours = relative.map((position) => relativeBucket(config, position));
  return [compare(set, 'buckets.bucket', ours)];
}
