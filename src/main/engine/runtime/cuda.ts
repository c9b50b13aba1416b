import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Of ONNX Runtime's package; its own script downloads it. */
const PROVIDER = 'libonnxruntime_providers_cuda.so';

/** What of CUDA is not on this Linux machine, in words; nothing where all is, or on another system. */
export async function missingCuda(): Promise<string | undefined> {
  if (process.platform !== 'linux') return undefined;
  if (process.arch !== 'x64') return 'ONNX Runtime has none for this processor';
  const root = dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
  const providers = readdirSync(join(root, 'bin')).map((version) =>
    join(root, 'bin', version, process.platform, process.arch, PROVIDER),
  );
  const provider = providers.find((path) => existsSync(path));
  if (provider === undefined) {
    return 'its libraries are not installed; README, "FLUX, and GPUs", has the command that downloads them';
  }
  return missingLibraries((await outputOf('ldd', [provider])) ?? '');
}

/** @param ldd what `ldd` says of the provider */
export function missingLibraries(ldd: string): string | undefined {
  const names = [...ldd.matchAll(/^\s*(\S+) => not found$/gm)].map(([, name]) => name as string);
  const isDriver = (name: string) => name.startsWith('libcuda.');
  const [toolkit, driver] = [names.filter((name) => !isDriver(name)), names.filter(isDriver)];
  const sentences = [
    ...driver.map((name) => `${name} cannot be found: install NVIDIA’s driver`),
    ...(toolkit.length > 0
      ? [
          `${toolkit.join(', ')} cannot be found: install CUDA 12 and cuDNN 9, or name their folders in LD_LIBRARY_PATH`,
        ]
      : []),
  ];
  return sentences.length > 0 ? sentences.join('. ') : undefined;
}

/** Bytes of the memory of the NVIDIA GPU that has least, where the driver's tool says: any may be the one used. */
export async function cudaMemory(): Promise<number | undefined> {
  const query = ['--query-gpu=memory.total', '--format=csv,noheader,nounits'];
  return leastMemory((await outputOf('nvidia-smi', query)) ?? '');
}

/** @param lines of `nvidia-smi`, a number of MiB for every GPU */
export function leastMemory(lines: string): number | undefined {
  const numbers = [...lines.matchAll(/^\d+$/gm)].map(([mebibytes]) => Number(mebibytes));
  return numbers.length > 0 ? Math.min(...numbers) * 2 ** 20 : undefined;
}

/** A tool of a driver that hangs may not even be killed. */
const PATIENCE_MS = 5000;

/** What a tool prints; nothing where it is not there, fails or hangs. */
function outputOf(tool: string, args: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    setTimeout(resolve, PATIENCE_MS, undefined);
    execFile(tool, args, (error, stdout) => {
      resolve(error ? undefined : stdout);
    });
  });
}
