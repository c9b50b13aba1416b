import { extname } from 'node:path';

/**
 * Where a script lies that runs in a thread or process of its own, beside the module that starts it. It ends as
 * that module does: `.ts` where the sources are run, `.js` where they were built.
 * @param name without extension, such as `./tile-thread`
 * @param module the `import.meta.url` of the one that asks
 */
export function siblingScript(name: string, module: string): URL {
  return new URL(name + extname(new URL(module).pathname), module);
}
