import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { importedPackages, type Lock, unusedPackages } from './main-packages.ts';

it('finds what scripts import, however they do, and nothing of Node or Electron', () => {
  const folder = mkdtempSync(join(tmpdir(), 'penumbra-imports-'));
  try {
    mkdirSync(join(folder, 'below'));
    writeFileSync(
      join(folder, 'index.js'),
      'import { app } from "electron";\nimport "node:fs";\nimport path from "path";\nimport { z } from "zod/v4";\nimport "./below/deep.js";\n',
    );
    writeFileSync(
      join(folder, 'below', 'deep.js'),
      'export { a } from "@b/c/d";\nconst later = () => import("ws");\n',
    );
    expect(importedPackages(folder)).toEqual(new Set(['zod', '@b/c', 'ws']));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

const lock: Lock = {
  '': {},
  'node_modules/used': { dependencies: { shared: '1', 'adm-zip': '1' } },
  'node_modules/used/node_modules/shared': { optionalDependencies: { native: '1' } },
  'node_modules/native': {},
  'node_modules/shared': {},
  'node_modules/adm-zip': {},
  'node_modules/page': { dependencies: { shared: '1', '@page/part': '1' } },
  'node_modules/@page/part': {},
  'node_modules/tool': { dev: true },
};

it('main needs what it imports and what that needs, natives included, but for installers', () => {
  expect(unusedPackages(['used'], lock)).toEqual(['adm-zip', 'page', '@page/part']);
});

it('a package that is nowhere is an error that says who asked', () => {
  const broken = { ...lock, 'node_modules/native': { dependencies: { gone: '1' } } };
  expect(() => unusedPackages(['used'], broken)).toThrow(
    'gone, which node_modules/native needs, is not in the lock',
  );
});
