import { describe, expect, test } from 'vitest';
import {
  bestOf,
  candidates,
  chooseProvider,
  type ProviderProbe,
  ProviderUnavailableError,
  probeAll,
} from './providers.ts';

const probe = (provider: ProviderProbe['provider'], available: boolean): ProviderProbe => ({
  provider,
  available,
  detail: available ? 'computes' : 'no driver',
});

describe('providers', () => {
  test('are tried best first on every system, the CPU last', () => {
    expect(candidates('linux')).toEqual(['cuda', 'webgpu', 'cpu']);
    expect(candidates('win32')).toEqual(['cuda', 'dml', 'webgpu', 'cpu']);
    expect(candidates('darwin')).toEqual(['coreml', 'webgpu', 'cpu']);
  });

  test('the first that works is chosen, and it is said what was passed over', () => {
    expect(bestOf([probe('cuda', true), probe('cpu', true)])).toEqual({
      provider: 'cuda',
      reason: 'the best available',
    });
    expect(bestOf([probe('cuda', false), probe('webgpu', false), probe('cpu', true)])).toEqual({
      provider: 'cpu',
      reason: 'cuda and webgpu not available',
    });
    expect(() => bestOf([probe('cpu', false)])).toThrow(
      'no provider works on this machine (cpu: no driver)',
    );
  });

  test('really compute here: the CPU does, and what does not says why', async () => {
    const probes = await probeAll();
    expect(probes.find(({ provider }) => provider === 'cpu')).toEqual(probe('cpu', true));
    for (const { available, detail } of probes) expect(available || detail.length > 10).toBe(true);
  });

  test('one that is asked for and absent is an error that says so', async () => {
    expect(await chooseProvider('cpu')).toEqual({ provider: 'cpu', reason: 'asked for' });
    const absent = process.platform === 'darwin' ? 'cuda' : 'coreml';
    await expect(chooseProvider(absent)).rejects.toThrow(ProviderUnavailableError);
    await expect(chooseProvider(absent)).rejects.toThrow(
      new RegExp(`the provider ${absent} does not work on this machine: .*penumbra doctor`),
    );
  });
});
