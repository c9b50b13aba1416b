import { execFile } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Of ONNX Runtime's package; its own script downloads it. */
const PROVIDER = 'libonnxruntime_providers_cuda.so';

/**
 * What of CUDA's libraries is not on this Linux machine, as it follows on "not found"; nothing where all are, or
 * where it cannot be told.
 */
export async function missingCuda(): Promise<string | undefined> {
  if (process.platform !== 'linux') return undefined;
  const root = dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
  const [folder = ''] = globSync(join(root, 'bin', '*', process.platform, process.arch));
  const provider = join(folder, PROVIDER);
  if (!existsSync(provider)) {
    return 'its libraries are not installed; README, "FLUX, and GPUs", has the command that downloads them';
  }
  return missingLibraries((await outputOf('ldd', [provider])) ?? '');
}

/** @param ldd what `ldd` says of the provider */
export function missingLibraries(ldd: string): string | undefined {
  const names = [...ldd.matchAll(/^\s*(\S+) => not found$/gm)].map(([, name]) => name as string);
  if (names.length === 0) return undefined;
  const isDriver = names.some((name) => name.startsWith('libcuda.'));
  const driver = isDriver ? ' libcuda comes with NVIDIA’s driver.' : '';
  return `${names.join(', ')} cannot be found. Install CUDA 12 and cuDNN 9, or name their folders in LD_LIBRARY_PATH.${driver}`;
}

/** Bytes of the first NVIDIA GPU's memory, where its driver's tool says. */
export async function cudaMemory(): Promise<number | undefined> {
  const query = ['--query-gpu=memory.total', '--format=csv,noheader,nounits'];
  return firstMebibytes((await outputOf('nvidia-smi', query)) ?? '');
}

/** @param lines of `nvidia-smi`, a number of MiB for every GPU */
export function firstMebibytes(lines: string): number | undefined {
  const [first] = /^\d+/.exec(lines.trim()) ?? [];
  return first === undefined ? undefined : Number(first) * 2 ** 20;
}

/** What a tool prints; nothing where it is not there, or fails. */
function outputOf(tool: string, args: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(tool, args, { timeout: 10_000 }, (error, stdout) => {
      resolve(error ? undefined : stdout);
    });
  });
}
