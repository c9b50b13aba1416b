import { gradients } from '../autodiff/gradients.ts';
import { meanAll, mul, sub } from '../graph/ops/index.ts';
import type { Value } from '../graph/value.ts';
import { type AutoencoderConfig, decode, encode, encodeMoments } from '../models/autoencoder.ts';
import { Parameters } from '../nn/parameters.ts';
import { compile } from '../runtime/program.ts';
import type { Executor } from '../runtime/sessions.ts';
import { type Check, compareAll } from './check.ts';
import { configReader, feedsOf, inputOf, openWeights, type ReferenceSet } from './reference-set.ts';

function readConfig(set: ReferenceSet): AutoencoderConfig {
  const { number, count, numbers } = configReader(set);
  return {
    inChannels: number('in_channels'),
    ch: number('ch'),
    outCh: number('out_ch'),
    chMult: numbers('ch_mult'),
    numResBlocks: count('num_res_blocks'),
    zChannels: number('z_channels'),
    scaleFactor: number('scale_factor'),
    shiftFactor: number('shift_factor'),
  };
}

/** Both directions, and the gradient of a reconstruction loss with respect to the latent. */
export async function verifyAutoencoder(set: ReferenceSet, executor: Executor): Promise<Check[]> {
  const config = readConfig(set);
  const weights = new Parameters();
  const image = inputOf(set, 'in.image');
  const z = inputOf(set, 'in.z_decode');
  const encoded = encode(weights, config, image);
  const decoded = decode(weights, config, z);
  const difference = sub(decoded, image);
  const loss = meanAll(mul(difference, difference));
  const [zGradient] = gradients(loss, [z]) as [Value];
  const results = {
    'out.moments': encodeMoments(weights, config, image),
    'out.z': encoded,
    'out.recon_of_z': decode(weights, config, encoded),
    'out.decoded': decoded,
    'out.loss': loss,
    'grad.input.z': zGradient,
  };
  const program = compile(results, { file: openWeights(set), parameters: [...weights] });
  return compareAll(set, await executor.run(program, feedsOf(set, program)));
}
