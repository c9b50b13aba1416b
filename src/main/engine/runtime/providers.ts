import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
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
}

/** The provider to use, and why. */
export interface ProviderChoice {
  readonly provider: Provider;
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
function probe(provider: Provider): Promise<ProviderProbe> {
  return new Promise((resolve) => {
    const entry = fileURLToPath(new URL('./probe-process.ts', import.meta.url));
    const child = fork(entry, [provider], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    const timer = setTimeout(() => child.kill('SIGKILL'), PROBE_TIMEOUT_MS);
    let answer: ProviderProbe | undefined;
    child.once('message', (message) => {
      answer = message as ProviderProbe;
    });
    child.once('error', (error) => {
      answer = { provider, available: false, detail: error.message };
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      const ended = signal ? `was ended by ${signal}` : `exited with code ${code}`;
      resolve(answer ?? { provider, available: false, detail: `its test process ${ended}` });
    });
  });
}

/** Tries every provider of this platform, best first. */
export async function probeAll(platform = process.platform): Promise<ProviderProbe[]> {
  return Promise.all(candidates(platform).map(probe));
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
  const reason = isLeft ? `${passedOver.join(' and ')} not available` : 'the best there is';
  return { provider: best.provider, reason };
}

/**
 * Chooses the best provider that works, or exactly the one that is asked for.
 * @throws ProviderUnavailableError where the one asked for does not work here
 */
export async function chooseProvider(asked?: Provider): Promise<ProviderChoice> {
  if (!asked) return bestOf(await probeAll());
  const { available, detail } = await probe(asked);
  if (available) return { provider: asked, reason: 'asked for' };
  throw new ProviderUnavailableError(
    `the provider ${asked} does not work on this machine: ${detail.replace(/\.+$/, '')}. ` +
      'Leave it out to use the best that does; `penumbra doctor` lists them.',
  );
}
