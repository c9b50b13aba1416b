import { concat, reshape } from '../graph/ops/index.ts';
import { input, type Value } from '../graph/value.ts';
import { CLIP_TOKENS, type ClipTextConfig, clipText, pooledToken } from '../models/clip-text.ts';
import { Parameters } from '../nn/parameters.ts';
import { compile } from '../runtime/program.ts';
import type { Executor } from '../runtime/sessions.ts';
import { EngineError, float32, float32Data, type Tensor } from '../runtime/tensor.ts';
import { readRows, readTensor } from '../weights/safetensors.ts';
import { textEncoderTensors } from '../weights/text-encoder-names.ts';
import { type Check, compareAll } from './check.ts';
import { configReader, openWeights, type ReferenceSet } from './reference-set.ts';

function readConfig(set: ReferenceSet): ClipTextConfig {
  const { number, count, text } = configReader(set);
  const activation = text('hidden_act');
  if (activation !== 'quick_gelu') {
    throw new EngineError(`${set.name}: hidden_act is ${activation}, and only quick_gelu is built`);
  }
  return {
    vocabSize: number('vocab_size'),
    hiddenSize: number('hidden_size'),
    intermediateSize: number('intermediate_size'),
    numHiddenLayers: count('num_hidden_layers'),
    numAttentionHeads: count('num_attention_heads'),
    maxPositionEmbeddings: number('max_position_embeddings'),
    layerNormEps: number('layer_norm_eps'),
    eosTokenId: number('eos_token_id'),
  };
}

/** Last state, the pooled one of every text, and the states between layers. */
export async function verifyClipText(set: ReferenceSet, executor: Executor): Promise<Check[]> {
  const config = readConfig(set);
  const file = textEncoderTensors(openWeights(set));
  const [batch = 0, length = 0] = set.reference.tensors.get('in.input_ids')?.shape ?? [];
  const ids = Array.from(readTensor(set.reference, 'in.input_ids'));
  const shape = [batch, length, config.hiddenSize];
  const weights = new Parameters();
  const tokens = input('tokens', { dtype: 'float32', shape });
  const { lastHiddenState, hiddenStates } = clipText(weights, config, tokens);
  const results = {
    'out.last_hidden_state': lastHiddenState,
    'out.hidden_states': stack(hiddenStates),
  };
  const program = compile(results, { file, parameters: weights });
  const feeds = { tokens: float32(readRows(file, CLIP_TOKENS, ids), shape) };
  const computed = await executor.run(program, feeds);
  const last = float32Data(computed['out.last_hidden_state'] as Tensor);
  const pooled = Array.from({ length: batch }, (_, text) => {
    const at = text * length + pooledToken(config, ids.slice(text * length, (text + 1) * length));
    return [...last.subarray(at * config.hiddenSize, (at + 1) * config.hiddenSize)];
  });
  const pooler = float32(pooled.flat(), [batch, config.hiddenSize]);
  return compareAll(set, { ...computed, 'out.pooler_output': pooler });
}

/** All states as one tensor, `[states, …shape]`. */
export function stack(states: readonly Value[]): Value {
  return concat(
    states.map((state) => reshape(state, [1, ...state.shape])),
    0,
  );
}
