import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const linter = join(root, 'node_modules/@biomejs/biome/bin/biome');

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

const probeOf = (folder: string, index: number) => join(folder, `arrow-probe-${index}.ts`);
const probes = [...refused, ...allowed].map(([folder], index) => probeOf(folder, index));
let restricted: Set<string>;

// One run of the linter over a file for each import, at its place in the tree.
beforeAll(() => {
  for (const [index, [folder, specifier]] of [...refused, ...allowed].entries()) {
    mkdirSync(join(root, folder), { recursive: true });
    writeFileSync(join(root, probeOf(folder, index)), `import '${specifier}';\n`);
  }
  const problems = lint(probes).split('\n');
  const isRestricted = (probe: string) =>
    problems.some((line) => line.includes('noRestrictedImports') && line.includes(`${probe},`));
  restricted = new Set(probes.filter(isRestricted));
});

afterAll(() => {
  for (const probe of probes) rmSync(join(root, probe), { force: true });
  rmSync(join(root, 'src/main/engine/a-new-folder'), { recursive: true, force: true });
});

/** What the linter says of files, a line for each problem. */
function lint(files: readonly string[]): string {
  const options = ['lint', '--reporter=github', '--max-diagnostics=none'];
  try {
    return execFileSync(process.execPath, [linter, ...options, ...files], {
      cwd: root,
      encoding: 'utf8',
      stdio: 'pipe',
    });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return stdout + stderr;
  }
}

test.each(refused.map(([folder, specifier], index) => [folder, specifier, index] as const))(
  'an import against the arrows, from %s to %s, is refused',
  (folder, _, index) => {
    expect(restricted).toContain(probeOf(folder, index));
  },
);

test.each(allowed.map(([folder, specifier], index) => [folder, specifier, index] as const))(
  'an import along them, from %s to %s, is not',
  (folder, _, index) => {
    expect(restricted).not.toContain(probeOf(folder, refused.length + index));
  },
);
