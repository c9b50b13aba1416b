/** Runs a small product on the provider named as argument and answers its parent, which ends it. */
import { cudaMemory, missingCuda } from './cuda.ts';
import { tellParent } from './parent.ts';
import { halfTypeOn, isProductRight } from './probe-products.ts';
import { isProvider, type ProviderProbe } from './providers.ts';
import { EngineError } from './tensor.ts';

async function tryProvider(name: string): Promise<ProviderProbe> {
  if (!isProvider(name)) throw new EngineError(`there is no provider ${name}`);
  const gpuBytes = name === 'cuda' ? cudaMemory() : undefined;
  try {
    if (!(await isProductRight(name, 'float32'))) {
      return { provider: name, available: false, detail: 'computes a product wrongly' };
    }
    const half = await halfTypeOn(name);
    const detail = half ? `computes, and multiplies in ${half}` : 'computes';
    return { provider: name, available: true, detail, half, gpuBytes: await gpuBytes };
  } catch (error) {
    const missing = name === 'cuda' ? await missingCuda() : undefined;
    return { provider: name, available: false, detail: missing ?? inWords(error as Error) };
  }
}

/** What the runtime's messages mean where they do not say so. */
function inWords({ message }: Error): string {
  if (/RequestAdapter/.test(message)) return 'no graphics adapter was found';
  const [first = message] = message.split('\n');
  return /load (shared )?library/i.test(message)
    ? `its libraries are not installed, or do not match: ${first}`
    : first;
}

tellParent(await tryProvider(process.argv[2] ?? ''));
