import { expect, test } from 'vitest';
import { leastMemory, missingLibraries } from './cuda.ts';

const FOUND = '\tlibm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x00007f3c1a200000)';

test('libraries that the loader does not find are named, with where they come from', () => {
  const ldd = ['\tlibcublasLt.so.12 => not found', '\tlibcudnn.so.9 => not found', FOUND];
  const toolkit =
    'libcublasLt.so.12, libcudnn.so.9 cannot be found: install CUDA 12 and cuDNN 9, or name their folders in LD_LIBRARY_PATH';
  expect(missingLibraries(ldd.join('\n'))).toBe(toolkit);
  const driver = 'libcuda.so.1 cannot be found: install NVIDIA’s driver';
  expect(missingLibraries('\tlibcuda.so.1 => not found\n')).toBe(driver);
  expect(missingLibraries(['\tlibcuda.so.1 => not found', ...ldd].join('\n'))).toBe(
    `${driver}. ${toolkit}`,
  );
  expect(missingLibraries(FOUND)).toBeUndefined();
});

test('of several GPUs, the memory of the one with least counts', () => {
  expect(leastMemory('143771\n24564\n')).toBe(24_564 * 2 ** 20);
  expect(leastMemory('[N/A]\n')).toBeUndefined();
  expect(leastMemory('')).toBeUndefined();
});
