import { Arch, Platform } from 'electron-builder';

/** What is packed for, as Node names systems and processors. */
export interface System {
  readonly platform: 'linux' | 'win32' | 'darwin';
  readonly arch: 'x64' | 'arm64';
}

/** What Penumbra is released for: where ONNX Runtime has a binary. */
export const SYSTEMS: readonly System[] = [
  { platform: 'linux', arch: 'x64' },
  { platform: 'win32', arch: 'x64' },
  { platform: 'darwin', arch: 'arm64' },
];

export const nameOf = ({ platform, arch }: System) => `${platform}-${arch}`;

export const isThis = ({ platform, arch }: System) =>
  platform === process.platform && arch === process.arch;

/** electron-builder's words for it, with the unpacked folder as all that is made. */
export function folderTarget({ platform, arch }: System) {
  const name = { linux: 'LINUX', win32: 'WINDOWS', darwin: 'MAC' } as const;
  return Platform[name[platform]].createTarget('dir', Arch[arch]);
}
