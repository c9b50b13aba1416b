import { expect, test } from 'vitest';
import { refusal } from './arrow.ts';
import { importsOf } from './imports.ts';

/** Folders, and what may not be imported there. */
const refused = [
  ['src/main/engine/graph', '../onnx/lower.ts'],
  ['src/main/engine/graph/ops', '../../runtime/session.ts'],
  ['src/main/engine/autodiff', '../models/flux.ts'],
  ['src/main/engine/onnx', '../weights/bind.ts'],
  ['src/main/engine/models', '../runtime/session.ts'],
  ['src/main/engine/runtime', '../autodiff/gradients.ts'],
  ['src/main/engine/verify', '../../store/project.ts'],
  ['src/main/engine/runtime', 'electron'],
  ['src/main/engine/runtime', 'better-sqlite3'],
  ['src/main/engine/models', 'onnxruntime-node'],
  ['src/main/engine/runtime', 'onnx-proto'],
  ['src/main/engine/runtime', '../../../../bench/suite.ts'],
  ['src/main/engine/runtime', '../../files/replace-file.ts'],
  ['src/main/editor', 'electron'],
  ['src/main/browser-host', 'electron'],
  ['src/main/engine/graph', '../../cli/run.ts'],
  ['src/main/engine/a-new-folder', '../graph/value.ts'],
  ['src/main/store', '../engine/graph/value.ts'],
  ['src/main/photo', '../engine/graph/value.ts'],
  ['src/main/jobs', '../cli/run.ts'],
  ['src/main/jobs', 'sharp'],
  ['src/main/jobs', '@huggingface/tokenizers'],
  ['src/main/jobs/flux', '@huggingface/tokenizers'],
  ['src/main/editor', '@huggingface/tokenizers'],
  ['src/main/engine/models', '@huggingface/tokenizers'],
  ['src/renderer/panels', '@huggingface/tokenizers'],
  ['src/main/engine/train', 'sharp'],
  ['src/main/engine/train', '../inversion/oscillation.ts'],
  ['src/document', '../preload/contract.ts'],
  ['src/document', 'node:fs'],
  ['src/preload', '../main/store/project.ts'],
  ['src/preload', 'electron'],
  ['src/renderer/panels', '../../main/photo/area.ts'],
  ['src/main/editor', '../rpc/dispatch.ts'],
  ['src/main/rpc', '../browser-host/server.ts'],
] as const;

/** Folders, and what may be. */
const allowed = [
  ['src/main/engine/autodiff', '../graph/value.ts'],
  ['src/main/engine/graph/ops', '../value.ts'],
  ['src/main/engine/graph', './ops/index.ts'],
  ['src/main/engine/runtime', 'onnxruntime-node'],
  ['src/main/engine/runtime', '../../files/sibling-script.ts'],
  ['src/main/electron-host', 'electron'],
  ['src/main/photo', 'sharp'],
  ['src/main/photo', '../../document/photo-formats.ts'],
  ['src/main/jobs', '../engine/graph/value.ts'],
  ['src/preload', '../document/records.ts'],
  ['src/renderer/panels', '../../preload/contract.ts'],
] as const;

test.each(refused)(
  'an import against the arrows, from %s to %s, is refused',
  (folder, specifier) => {
    expect(refusal(`${folder}/some.ts`, specifier)).toBeDefined();
  },
);

test.each(allowed)('an import along them, from %s to %s, is not', (folder, specifier) => {
  expect(refusal(`${folder}/some.ts`, specifier)).toBeUndefined();
});

test('a refusal names what was imported, and what may be', () => {
  expect(refusal('src/main/engine/autodiff/rules.ts', '../models/flux.ts')).toBe(
    'imports src/main/engine/models/flux.ts, but src/main/engine/autodiff may reach src/main/engine/graph only',
  );
  expect(refusal('src/main/jobs/edit.ts', 'sharp')).toBe(
    'imports sharp, which is for src/main/photo only',
  );
});

test('imports of every kind are found', () => {
  const source = `
    import { a } from './a.ts';
    import type { B } from 'b';
    import './c.css';
    export { d } from './d.ts';
    export * from './e.ts';
    const f = import('./f.ts');
    const words = "import g from 'g'";`;
  expect(importsOf('some.ts', source).sort()).toEqual([
    './a.ts',
    './c.css',
    './d.ts',
    './e.ts',
    './f.ts',
    'b',
  ]);
});
