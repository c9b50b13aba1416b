import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';

/** Whether a fuse lets through, of those that decision 25 speaks of (point 19), as electron-builder names them. */
export const FUSES = {
  runAsNode: false,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  grantFileProtocolExtraPrivileges: false,
  enableCookieEncryption: true,
  onlyLoadAppFromAsar: true,
  enableEmbeddedAsarIntegrityValidation: true,
} as const;

/** Fuses that are not as they should be, in words. @param program the file that has them */
export async function fuseProblems(program: string): Promise<string[]> {
  const wire = await getCurrentFuseWire(program);
  return Object.entries(FUSES).flatMap(([key, isOn]) => {
    // Electron's own names begin with a capital.
    const name = `${key[0]?.toUpperCase()}${key.slice(1)}` as Capitalize<keyof typeof FUSES>;
    const isRight = wire[FuseV1Options[name]] === (isOn ? ON : OFF);
    return isRight ? [] : [`the fuse ${name} is not ${isOn ? 'on' : 'off'}`];
  });
}

/** In the program they are the characters 0 and 1. */
const OFF = '0'.charCodeAt(0);
const ON = '1'.charCodeAt(0);
