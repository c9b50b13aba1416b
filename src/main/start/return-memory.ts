/** Buffers from this size on are returned to the system when they are freed, in bytes: tiles and larger. */
const THRESHOLD = 2 ** 20;

/**
 * Has glibc return the memory of pictures that are gone. Unless told, it raises the size from which it does so with
 * every larger buffer that is freed, and keeps up to twice that size in each of eight heaps a core (mallopt(3)):
 * hundreds of megabytes after an hour. It takes its word from the environment alone, and when a process begins: so
 * this one begins anew, in its own place.
 */
export function returnMemory(): void {
  const { execPath, execArgv, argv, env, platform } = process;
  if (platform !== 'linux' || env['MALLOC_MMAP_THRESHOLD_'] !== undefined) return;
  process.execve?.(execPath, [execPath, ...execArgv, ...argv.slice(1)], {
    ...env,
    MALLOC_MMAP_THRESHOLD_: `${THRESHOLD}`,
  });
}
