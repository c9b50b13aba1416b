import { expect, test } from 'vitest';
import { firstMebibytes, missingLibraries } from './cuda.ts';

test('libraries that the loader does not find are named, with where they come from', () => {
  const ldd = [
    '\tlinux-vdso.so.1 (0x00007ffd5a9f2000)',
    '\tlibcublasLt.so.12 => not found',
    '\tlibcudnn.so.9 => not found',
    '\tlibm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x00007f3c1a200000)',
  ];
  expect(missingLibraries(ldd.join('\n'))).toBe(
    'libcublasLt.so.12, libcudnn.so.9 cannot be found. Install CUDA 12 and cuDNN 9, or name their folders in LD_LIBRARY_PATH.',
  );
  expect(missingLibraries('\tlibcuda.so.1 => not found\n')).toMatch(
    /comes with NVIDIA’s driver\.$/,
  );
  expect(missingLibraries(ldd.slice(3).join('\n'))).toBeUndefined();
});

test('the memory of the first of several GPUs is read', () => {
  expect(firstMebibytes('143771\n24564\n')).toBe(143_771 * 2 ** 20);
  expect(firstMebibytes('[N/A]\n')).toBeUndefined();
  expect(firstMebibytes('')).toBeUndefined();
});
