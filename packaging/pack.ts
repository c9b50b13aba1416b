import { join } from 'node:path';
import { build } from 'electron-builder';
import { packageConfig } from './config.ts';
import { lockOf } from './main-packages.ts';
import { writeStandIn } from './stand-in-runtime.ts';
import { folderTarget, type System } from './system.ts';

/** An app that was packed. */
export interface Packed {
  /** The folder that has `app.asar`. */
  readonly resources: string;
  /** What has the fuses: the program, or on macOS the bundle. */
  readonly program: string;
}

/**
 * Packs as for a release, up to the folder that installers are made of, around a stand-in for Electron.
 * @param root the folder with `package.json`, where everything is built and the system's packages are installed
 * @param folder an empty one
 */
export async function packAroundStandIn(
  root: string,
  folder: string,
  system: System,
): Promise<Packed> {
  const config = packageConfig(root);
  const output = join(folder, 'packed');
  await build({
    projectDir: root,
    targets: folderTarget(system),
    publish: 'never',
    config: {
      ...config,
      electronVersion: electronVersion(root),
      electronDist: writeStandIn(join(folder, 'runtime'), system),
      directories: { ...config.directories, output },
      // The stand-in is no program whose resources could be edited, and nothing is to be signed.
      win: { ...config.win, signAndEditExecutable: false },
      mac: { ...config.mac, identity: null },
      ...(system.platform === 'win32' && { disableAsarIntegrity: true }),
      // Its converter to macOS's format is a download.
      ...(system.platform === 'darwin' && { icon: null }),
    },
  });
  switch (system.platform) {
    case 'linux':
      return placesIn(join(output, 'linux-unpacked'), 'resources', 'penumbra');
    case 'win32':
      return placesIn(join(output, 'win-unpacked'), 'resources', 'Penumbra.exe');
    case 'darwin':
      return placesIn(join(output, 'mac-arm64', 'Penumbra.app'), 'Contents/Resources', '.');
  }
}

/** What the stand-in stands for. */
function electronVersion(root: string): string {
  const { version } = lockOf(root)['node_modules/electron'] ?? {};
  if (version === undefined) throw new Error('the lock has no electron');
  return version;
}

function placesIn(folder: string, resources: string, program: string): Packed {
  return { resources: join(folder, resources), program: join(folder, program) };
}
