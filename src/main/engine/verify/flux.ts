import { gradients } from '../autodiff/gradients.ts';
import { concat, meanAll, mul, reshape, slice, sub } from '../graph/ops/index.ts';
import type { Parameter, Value } from '../graph/value.ts';
import { type FluxConfig, type FluxOutputs, flux } from '../models/flux.ts';
import { Parameters } from '../nn/parameters.ts';
import { packPatches, unpackPatches } from '../nn/patches.ts';
import { compile } from '../runtime/program.ts';
import type { Executor } from '../runtime/sessions.ts';
import { float32Data } from '../runtime/tensor.ts';
import { type Check, compare, compareAll } from './check.ts';
import { configReader, feedsOf, inputOf, openWeights, type ReferenceSet } from './reference-set.ts';

export function readFluxConfig(set: ReferenceSet): FluxConfig {
  const { number, count, boolean, numbers } = configReader(set);
  return {
    inChannels: number('in_channels'),
    outChannels: number('out_channels'),
    vecInDim: number('vec_in_dim'),
    contextInDim: number('context_in_dim'),
    hiddenSize: number('hidden_size'),
    mlpRatio: number('mlp_ratio'),
    numHeads: number('num_heads'),
    depth: count('depth'),
    depthSingleBlocks: count('depth_single_blocks'),
    axesDim: numbers('axes_dim'),
    theta: number('theta'),
    qkvBias: boolean('qkv_bias'),
    guidanceEmbed: boolean('guidance_embed'),
  };
}

/** The transformer on the set's inputs. Positions are the same for all of a batch. */
export function buildFlux(set: ReferenceSet, config: FluxConfig, img: Value, timesteps: Value) {
  const weights = new Parameters();
  const positions = (name: string) => {
    const ids = inputOf(set, name);
    return ids.shape.length === 2 ? ids : reshape(slice(ids, 0, 0, 1), ids.shape.slice(1));
  };
  const outputs = flux(weights, config, {
    img,
    timesteps,
    imgIds: positions('in.img_ids'),
    txt: inputOf(set, 'in.txt'),
    txtIds: positions('in.txt_ids'),
    y: inputOf(set, 'in.y'),
    ...(config.guidanceEmbed && { guidance: inputOf(set, 'in.guidance') }),
  });
  return { outputs, parameters: [...weights] };
}

/** Velocity, loss and all gradients that the set has, and the states between blocks. */
export async function verifyFlux(set: ReferenceSet, executor: Executor): Promise<Check[]> {
  const config = readFluxConfig(set);
  const img = inputOf(set, 'in.img');
  const { outputs, parameters } = buildFlux(set, config, img, inputOf(set, 'in.timesteps'));
  const { velocity } = outputs;
  const difference = sub(velocity, inputOf(set, 'in.target'));
  const loss = meanAll(mul(difference, difference));
  const [imgGradient, ...parameterGradients] = gradients(loss, [img, ...parameters]) as [
    Value,
    ...Value[],
  ];
  const results = {
    'out.velocity': velocity,
    ...packing(set, velocity),
    'out.loss': loss,
    'grad.input.img': imgGradient,
    ...wholeGradients(parameters, parameterGradients),
    ...betweenBlocks(config, outputs),
  };
  const isWanted = (name: string) => name === 'packed' || set.reference.tensors.has(name);
  const wanted = Object.fromEntries(Object.entries(results).filter(([name]) => isWanted(name)));
  const program = compile(wanted, { file: openWeights(set), parameters });
  const { packed, ...computed } = await executor.run(program, feedsOf(set, program));
  const ofPacking = packed ? [compare(set, 'in.img', float32Data(packed))] : [];
  return [...ofPacking, ...compareAll(set, computed)];
}

/** The latent as tokens, and the velocity's tokens as a latent, where the set has a latent. */
function packing(set: ReferenceSet, velocity: Value): Record<string, Value> {
  if (!set.reference.tensors.has('in.latent')) return {};
  const latent = inputOf(set, 'in.latent');
  const [, , height = 0, width = 0] = latent.shape;
  return {
    packed: packPatches(latent),
    'out.velocity_unpacked': unpackPatches(velocity, height / 2, width / 2),
  };
}

/** Gradients of whole checkpoint tensors, from those of their parts. */
function wholeGradients(
  parameters: readonly Parameter[],
  parts: readonly Value[],
): Record<string, Value> {
  const byTensor = Map.groupBy(
    parameters.map(({ tensor, part }, index) => ({
      tensor,
      part,
      gradient: parts[index] as Value,
    })),
    ({ tensor }) => tensor,
  );
  return Object.fromEntries(
    [...byTensor].map(([tensor, pieces]) => {
      const inOrder = pieces.toSorted((a, b) => (a.part?.start ?? 0) - (b.part?.start ?? 0));
      const axis = inOrder[0]?.part?.axis ?? 0;
      return [
        `grad.param.${tensor}`,
        concat(
          inOrder.map(({ gradient }) => gradient),
          axis,
        ),
      ];
    }),
  );
}

/** Names the states that a difference is found by. */
function betweenBlocks(config: FluxConfig, { checkpoints }: FluxOutputs): Record<string, Value> {
  const names = ['dbg.vec'];
  for (let i = 0; i < config.depth; i++) {
    names.push(`dbg.double_blocks.${i}.img`, `dbg.double_blocks.${i}.txt`);
  }
  for (let i = 0; i < config.depthSingleBlocks; i++) names.push(`dbg.single_blocks.${i}.out`);
  return Object.fromEntries(names.map((name, index) => [name, checkpoints[index] as Value]));
}
