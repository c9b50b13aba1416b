import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Where the program lies in a folder of Electron's runtime. */
const PROGRAMS: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
};

/**
 * Electron's program, or why there is none, as the end of a sentence. Asking the package itself would have it
 * download the runtime.
 */
export function electronRuntime(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): { readonly program: string } | { readonly problem: string } {
  const { ELECTRON_EXEC_PATH, ELECTRON_OVERRIDE_DIST_PATH } = environment;
  const name = PROGRAMS[platform] ?? 'electron';
  if (ELECTRON_EXEC_PATH) return there('ELECTRON_EXEC_PATH', ELECTRON_EXEC_PATH);
  if (ELECTRON_OVERRIDE_DIST_PATH) {
    return there('ELECTRON_OVERRIDE_DIST_PATH', join(ELECTRON_OVERRIDE_DIST_PATH, name));
  }
  const program = join(packageFolder(), 'dist', name);
  if (existsSync(program)) return { program };
  return { problem: 'its runtime is not installed (npx install-electron downloads it)' };
}

function there(variable: string, program: string) {
  if (existsSync(program)) return { program };
  return { problem: `${variable} points to ${program}, which does not exist` };
}

function packageFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('electron/package.json'));
}
