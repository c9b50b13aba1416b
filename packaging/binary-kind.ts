import type { System } from './system.ts';

/** What a program or library runs on; a processor that is not ours by its number. */
export interface BinaryKind {
  readonly platform: System['platform'];
  readonly arch: string;
}

/** How much of a file `kindOf` looks at. */
export const HEADER_BYTES = 4096;

const ARCHES: Readonly<Record<System['platform'], Readonly<Record<number, string>>>> = {
  linux: { 62: 'x64', 183: 'arm64' },
  darwin: { 16777223: 'x64', 16777228: 'arm64' },
  win32: { 34404: 'x64', 43620: 'arm64' },
};

/**
 * Tells by the first bytes of a file what it runs on.
 * @returns nothing where it is neither ELF, nor Mach-O of 64 bits, nor PE
 */
export function kindOf(bytes: Buffer): BinaryKind | undefined {
  const kind = (platform: System['platform'], machine: number) => ({
    platform,
    arch: ARCHES[platform][machine] ?? `machine ${machine}`,
  });
  if (bytes.length < 64) return undefined;
  if (bytes.toString('latin1', 0, 4) === '\x7fELF') return kind('linux', bytes.readUInt16LE(18));
  if (bytes.readUInt32LE(0) === 0xfeed_facf) return kind('darwin', bytes.readUInt32LE(4));
  // For several processors at once; it has no one of its own.
  if (bytes.readUInt32BE(0) === 0xcafe_babe) return kind('darwin', bytes.readUInt32BE(0));
  if (bytes.toString('latin1', 0, 2) !== 'MZ') return undefined;
  const header = bytes.readUInt32LE(60);
  const isPe = bytes.toString('latin1', header, header + 4) === 'PE\0\0';
  return isPe ? kind('win32', bytes.readUInt16LE(header + 4)) : undefined;
}
