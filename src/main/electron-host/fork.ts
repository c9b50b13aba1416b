import type { utilityProcess } from 'electron';
import type { ForkScript } from '../engine/runtime/script-process.ts';

/**
 * Starts scripts by Electron, since Electron's own program runs no scripts as Node would once its fuse for that
 * is blown, as it is in what is shipped.
 */
export function forkByElectron(utility: Pick<typeof utilityProcess, 'fork'>): ForkScript {
  return (script, args, isQuiet, listener) => {
    const child = utility.fork(script, [...args], {
      serviceName: 'Penumbra engine',
      stdio: isQuiet ? 'ignore' : 'inherit',
    });
    child.on('message', (message) => listener.message(message));
    child.on('exit', (code) => listener.ended(`it exited with code ${code}`));
    return {
      get pid() {
        return child.pid;
      },
      send: (message) => child.postMessage(message),
      kill() {
        // It cannot be ended before it runs.
        if (child.pid === undefined) child.once('spawn', () => child.kill());
        else child.kill();
      },
    };
  };
}
