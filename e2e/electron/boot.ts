import { createRequire, registerHooks } from 'node:module';
import { ElectronStandIn } from './electron-stand-in.ts';

const NAME = 'electron-stand-in:';
const HOLDER = Symbol.for(NAME);

/**
 * Boots the built main in this process over a stand-in for Electron, once.
 * @param main path of `out/main/index.js`
 */
export async function boot(main: string): Promise<ElectronStandIn> {
  const standIn = await ElectronStandIn.launch();
  Reflect.set(globalThis, HOLDER, standIn.modules);
  const names = Object.keys(standIn.modules).join(', ');
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'electron'
        ? { url: NAME, format: 'module', shortCircuit: true }
        : next(specifier, context),
    load: (url, context, next) =>
      url === NAME
        ? {
            format: 'module',
            source: `export const { ${names} } = globalThis[Symbol.for('${NAME}')];`,
            shortCircuit: true,
          }
        : next(url, context),
  });
  // By Node itself, not by the test runner: as Electron would.
  createRequire(import.meta.url)(main);
  standIn.becomeReady();
  return standIn;
}
