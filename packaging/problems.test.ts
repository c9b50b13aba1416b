import { expect, it } from 'vitest';
import type { PackedFile } from './contents.ts';
import type { Lock } from './main-packages.ts';
import { problemsOf } from './problems.ts';

const SYSTEM = { platform: 'linux', arch: 'x64' } as const;
const LOCK: Lock = {
  '': {},
  'node_modules/onnxruntime-node': {},
  'node_modules/better-sqlite3': {},
  'node_modules/@img/sharp-linux-x64': {},
  'node_modules/exiftool-vendored.pl': {},
  'node_modules/vitest': { dev: true },
};
const kind = { platform: 'linux', arch: 'x64' } as const;

const inside = (path: string): PackedFile => ({
  ...{ path, bytes: 1, isUnpacked: false, kind: undefined },
});
const beside = (path: string): PackedFile => ({ ...inside(path), isUnpacked: true });
const ours = (path: string): PackedFile => ({ ...beside(path), kind });

const ONNX = 'node_modules/onnxruntime-node/bin/napi-v6/linux/x64';
const GOOD = [
  ...['package.json', 'LICENSE', 'out/main/index.js', 'out/preload/index.cjs'].map(inside),
  ...['engine/runtime/engine-process', 'engine/runtime/probe-process'].map((name) =>
    inside(`out/main/${name}.js`),
  ),
  ...['photo/apply-thread', 'editor/tile-thread', 'store/copy-thread'].map((name) =>
    inside(`out/main/${name}.js`),
  ),
  ...['out/renderer/index.html', 'resources/sample/still-life.jpg'].map(inside),
  ...['resources/sample/strokes.json', 'out/renderer/licences.md'].map(inside),
  ...['models/mini/config.json', 'models/mini/model.safetensors'].map(beside),
  ours(`${ONNX}/onnxruntime_binding.node`),
  ours(`${ONNX}/libonnxruntime.so.1`),
  ours('node_modules/better-sqlite3/prebuilds/linux-x64.node'),
  ours('node_modules/@img/sharp-linux-x64/lib/sharp-linux-x64.node'),
  beside('node_modules/exiftool-vendored.pl/bin/exiftool'),
];

it('finds nothing wrong with an app that is whole', () => {
  expect(problemsOf(GOOD, SYSTEM, LOCK)).toEqual([]);
});

it.each(GOOD.map((file) => [file.path, file] as const))('misses %s', (_, file) => {
  const rest = GOOD.filter((one) => one !== file);
  expect(problemsOf(rest, SYSTEM, LOCK)).toEqual([expect.stringMatching(/ is missing$/)]);
});

it.each([
  [inside('src/main/index.js'), 'does not belong there'],
  [inside('node_modules/onnxruntime-node/dist/a.d.ts'), 'is never read'],
  [inside('out/main/editor/editor.test.js'), 'is never read'],
  [inside('node_modules/vitest/index.js'), 'not among the dependencies'],
  [inside('node_modules/onnxruntime-node/node_modules/unknown/a.js'), 'not among the dependencies'],
  [inside('node_modules/better-sqlite3/other.node'), 'inside the archive'],
  [ours(`${ONNX}/libonnxruntime_providers_cuda.so`), 'GPU'],
  [
    { ...beside('node_modules/better-sqlite3/a.node'), kind: { platform: 'win32', arch: 'x64' } },
    'is for win32-x64',
  ],
  [{ ...beside('node_modules/better-sqlite3/b'), kind: { ...kind, arch: 'arm64' } }, 'linux-arm64'],
] as [PackedFile, string][])('finds what is wrong with %o', (file, problem) => {
  expect(problemsOf([...GOOD, file], SYSTEM, LOCK)).toEqual([expect.stringContaining(problem)]);
});

it('finds a model that only the archive has', () => {
  const packed = GOOD.map((file) => ({
    ...file,
    isUnpacked: !file.path.startsWith('models/') && file.isUnpacked,
  }));
  expect(problemsOf(packed, SYSTEM, LOCK)).toEqual([
    'models/mini/config.json is inside the archive',
    'models/mini/model.safetensors is inside the archive',
  ]);
});
