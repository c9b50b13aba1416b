import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';

/** Whether a fuse lets through, of those that decision 25 speaks of. */
const WANTED: readonly (readonly [fuse: FuseV1Options, isOn: boolean])[] = [
  [FuseV1Options.RunAsNode, false],
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable, false],
  [FuseV1Options.EnableNodeCliInspectArguments, false],
  [FuseV1Options.GrantFileProtocolExtraPrivileges, false],
  [FuseV1Options.EnableCookieEncryption, true],
  [FuseV1Options.OnlyLoadAppFromAsar, true],
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation, true],
];

/** Fuses that are not as they should be, in words. @param program the file that has them */
export async function fuseProblems(program: string): Promise<string[]> {
  const wire = await getCurrentFuseWire(program);
  return WANTED.flatMap(([fuse, isOn]) =>
    wire[fuse] === (isOn ? ON : OFF)
      ? []
      : [`the fuse ${FuseV1Options[fuse]} is not ${isOn ? 'on' : 'off'}`],
  );
}

/** In the program they are the characters 0 and 1. */
const OFF = '0'.charCodeAt(0);
const ON = '1'.charCodeAt(0);
