import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PHOTO_ENDINGS } from '../src/document/photo-formats.ts';

it('the installer names Penumbra for every format that photos may have', () => {
  const script = readFileSync(join(import.meta.dirname, 'installer.nsh'), 'utf8');
  const named = [...script.matchAll(/SupportedTypes" "(\.\w+)"/g)].map(([, ending]) => ending);
  expect(named.sort()).toEqual([...PHOTO_ENDINGS].sort());
});
