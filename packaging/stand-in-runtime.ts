import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { System } from './system.ts';

/** What marks the place of the fuses in Electron's program (see `@electron/fuses`). */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

/** Of Electron as it is downloaded, in the order of `FuseV1Options`. */
const FUSES_AS_DOWNLOADED = '10110001';

/** Programs that help Electron's own on macOS. */
const HELPERS = ['Helper', 'Helper (GPU)', 'Helper (Plugin)', 'Helper (Renderer)'];

/**
 * Writes what electron-builder takes for Electron's runtime: its files by name, and in its program the fuses alone. So
 * an app can be packed, and looked at, where the runtime cannot be had; it does not run.
 * @returns its folder
 */
export function writeStandIn(folder: string, { platform }: System): string {
  const program = Buffer.concat([
    Buffer.from(SENTINEL),
    Buffer.from([1, FUSES_AS_DOWNLOADED.length]),
    Buffer.from(FUSES_AS_DOWNLOADED),
  ]);
  const files: Readonly<Record<string, string | Buffer>> = {
    linux: { electron: program },
    win32: { 'electron.exe': program },
    darwin: {
      ...bundle('Electron.app', 'Electron'),
      ...Object.fromEntries(
        HELPERS.flatMap((name) =>
          Object.entries(
            bundle(`Electron.app/Contents/Frameworks/Electron ${name}.app`, `Electron ${name}`),
          ),
        ),
      ),
      'Electron.app/Contents/Frameworks/Electron Framework.framework/Electron Framework': program,
    },
  }[platform];
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content, { mode: 0o755 });
  }
  return folder;
}

/** A program as macOS keeps it. */
function bundle(path: string, program: string): Readonly<Record<string, string>> {
  const info = `<?xml version="1.0" encoding="UTF-8"?>
<plist version="1.0"><dict><key>CFBundleExecutable</key><string>${program}</string></dict></plist>
`;
  return {
    [`${path}/Contents/Info.plist`]: info,
    [`${path}/Contents/MacOS/${program}`]: '',
    [`${path}/Contents/Resources/empty`]: '',
  };
}
