import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const linter = join(root, 'node_modules/@biomejs/biome/bin/biome');
let written: string | undefined;

afterEach(() => {
  if (written) rmSync(written, { force: true });
  rmSync(join(root, 'src/main/engine/a-new-folder'), { recursive: true, force: true });
});

/** What the linter says of a file with one import, at a place in the tree. */
function lint(folder: string, specifier: string): string {
  written = join(root, folder, 'arrow-probe.ts');
  mkdirSync(dirname(written), { recursive: true });
  writeFileSync(written, `import '${specifier}';\n`);
  try {
    return execFileSync(process.execPath, [linter, 'lint', written], {
      cwd: root,
      encoding: 'utf8',
      stdio: 'pipe',
    });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return stdout + stderr;
  }
}

test.each([
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
  ['src/main/engine/train', 'sharp'],
  ['src/main/engine/train', '../inversion/oscillation.ts'],
])('an import against the arrows, from %s to %s, is refused', (folder, specifier) => {
  expect(lint(folder, specifier)).toContain('noRestrictedImports');
});

test.each([
  ['src/main/engine/autodiff', '../graph/value.ts'],
  ['src/main/engine/graph/ops', '../value.ts'],
  ['src/main/engine/graph', './ops/index.ts'],
  ['src/main/engine/runtime', 'onnxruntime-node'],
  ['src/main/engine/runtime', '../../files/sibling-script.ts'],
  ['src/main/electron-host', 'electron'],
  ['src/main/photo', 'sharp'],
  ['src/main/jobs', '../engine/graph/value.ts'],
])('an import along them, from %s to %s, is not', (folder, specifier) => {
  expect(lint(folder, specifier)).not.toContain('noRestrictedImports');
});
