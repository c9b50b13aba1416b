import { fileURLToPath } from 'node:url';
import { siblingScript } from '../../files/sibling-script.ts';
import type { HalfType } from '../onnx/products.ts';
import { type ForkScript, forkByNode } from './script-process.ts';
import { EngineError } from './tensor.ts';

/** Execution providers of ONNX Runtime, by the names it gives them. */
export const providers = ['cuda', 'dml', 'coreml', 'webgpu', 'cpu'] as const;
export type Provider = (typeof providers)[number];

/** What a machine's provider answered when it was tried. */
export interface ProviderProbe {
  readonly provider: Provider;
  readonly available: boolean;
  /** Why not, or what it was tried with. */
  readonly detail: string;
  /** What it multiplies rightly in of 16 bits, where it does. */
  readonly half?: HalfType | undefined;
  /** Bytes of its GPU's memory, where that is known. */
  readonly gpuBytes?: number | undefined;
}

/** The provider to use, and why. */
export interface ProviderChoice extends Pick<ProviderProbe, 'provider' | 'half' | 'gpuBytes'> {
  readonly reason: string;
}

/** A provider was asked for that this machine does not have. */
export class ProviderUnavailableError extends EngineError {
  override readonly name = 'ProviderUnavailableError';
}

const PROBE_TIMEOUT_MS = 30_000;

/** Providers worth trying on a platform, best first; the CPU is on all of them. */
export function candidates(platform: NodeJS.Platform): readonly Provider[] {
  switch (platform) {
    case 'win32':
      return ['cuda', 'dml', 'webgpu', 'cpu'];
    case 'darwin':
      return ['coreml', 'webgpu', 'cpu'];
    default:
      return ['cuda', 'webgpu', 'cpu'];
  }
}

export function isProvider(name: string): name is Provider {
  return (providers as readonly string[]).includes(name);
}

/**
 * Tries a provider in a process of its own, because a driver that fails may take its process along.
 */
function probe(provider: Provider, fork: ForkScript): Promise<ProviderProbe> {
  return new Promise((resolve) => {
    const entry = fileURLToPath(siblingScript('./probe-process', import.meta.url));
    const end = (answer: ProviderProbe) => {
      clearTimeout(timer);
      child.kill();
      resolve(answer);
    };
    const fail = (how: string) =>
      end({ provider, available: false, detail: `its test process gave no answer: ${how}` });
    const child = fork(entry, [provider], true, {
      message: (answer) => end(answer as ProviderProbe),
      ended: fail,
    });
    const timer = setTimeout(
      () => fail(`${PROBE_TIMEOUT_MS / 1000} s were not enough`),
      PROBE_TIMEOUT_MS,
    );
  });
}

/** Tries every provider of this platform, best first. */
export async function probeAll(fork = forkByNode): Promise<ProviderProbe[]> {
  return Promise.all(candidates(process.platform).map((provider) => probe(provider, fork)));
}

/**
 * The best of the providers that were tried.
 * @throws ProviderUnavailableError where none works, not even the CPU
 */
export function bestOf(probes: readonly ProviderProbe[]): ProviderChoice {
  const best = probes.find(({ available }) => available);
  if (!best) {
    const why = probes.map(({ provider, detail }) => `${provider}: ${detail}`).join('; ');
    throw new ProviderUnavailableError(`no provider works on this machine (${why})`);
  }
  const passedOver = probes.slice(0, probes.indexOf(best)).map(({ provider }) => provider);
  const isLeft = passedOver.length > 0;
  const reason = isLeft ? `${passedOver.join(' and ')} not available` : 'the best available';
  const { provider, half, gpuBytes } = best;
  return { provider, half, gpuBytes, reason };
}

/**
 * Chooses the best provider that works, or exactly the one that is asked for.
 * @throws ProviderUnavailableError where the one asked for does not work here
 */
export async function chooseProvider(asked?: Provider, fork = forkByNode): Promise<ProviderChoice> {
  if (!asked) return bestOf(await probeAll(fork));
  const { available, detail, half, gpuBytes } = await probe(asked, fork);
  if (available) return { provider: asked, half, gpuBytes, reason: 'asked for' };
  throw new ProviderUnavailableError(
    `the provider ${asked} does not work on this machine: ${detail.replace(/\.+$/, '')}. ` +
      'Leave it out to use the best that does; `penumbra doctor` lists them.',
  );
}
