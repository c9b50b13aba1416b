import type { PackedFile } from './contents.ts';
import { type Lock, nameOfFolder } from './main-packages.ts';
import { nameOf, type System } from './system.ts';

/** What the app cannot run without; those with `true` must lie beside the archive. */
function neededBy(system: System): (readonly [file: RegExp, isUnpacked: boolean])[] {
  const name = nameOf(system);
  const module = (path: string) => new RegExp(`^node_modules/${path}$`);
  return [
    [/^package\.json$/, false],
    [/^LICENSE$/, false],
    [/^out\/main\/index\.js$/, false],
    [/^out\/main\/engine\/runtime\/engine-process\.js$/, false],
    [/^out\/main\/engine\/runtime\/probe-process\.js$/, false],
    [/^out\/main\/photo\/apply-thread\.js$/, false],
    [/^out\/main\/editor\/tile-thread\.js$/, false],
    [/^out\/main\/store\/copy-thread\.js$/, false],
    [/^out\/preload\/index\.cjs$/, false],
    [/^out\/renderer\/index\.html$/, false],
    [/^out\/renderer\/licences\.md$/, false],
    [/^resources\/sample\/still-life\.jpg$/, false],
    [/^resources\/sample\/strokes\.json$/, false],
    [/^models\/mini\/config\.json$/, true],
    [/^models\/mini\/model\.safetensors$/, true],
    [
      module(
        `onnxruntime-node/bin/napi-v\\d+/${system.platform}/${system.arch}/onnxruntime_binding\\.node`,
      ),
      true,
    ],
    [
      module(
        `onnxruntime-node/bin/napi-v\\d+/${system.platform}/${system.arch}/(libonnxruntime\\.so\\.1|libonnxruntime\\.1\\.dylib|onnxruntime\\.dll)`,
      ),
      true,
    ],
    [module(`better-sqlite3/prebuilds/${name}\\.node`), true],
    [module(`@img/sharp-${name}/.*\\.node`), true],
    [module('exiftool-vendored\\.(pl/bin/exiftool|exe/bin/exiftool\\.exe)'), true],
  ];
}

/** What belongs into the app; all else was taken along by mistake. */
const BELONGS = /^(package\.json|LICENSE|out\/|models\/mini\/|resources\/sample\/|node_modules\/)/;
const NOT_READ = /\.(test|fixture|spec)\.|\.(d\.[mc]?ts|ts|tsx|map)$|\/(test|tests|__tests__)\//;
const CUDA = /cuda|cudnn|cublas|cufft|nvrtc|tensorrt/i;
const LIBRARY = /\.(node|dylib|dll|exe|so)(\.\d+)*$/;

/** What is wrong with the files of a packed app, in words; nothing where it is as it should be. */
export function problemsOf(files: readonly PackedFile[], system: System, lock: Lock): string[] {
  const missing = neededBy(system).flatMap(([wanted, isUnpacked]) => {
    const found = files.find(({ path }) => wanted.test(path));
    if (!found) return [`${wanted.source} is missing`];
    if (isUnpacked && !found.isUnpacked) return [`${found.path} is inside the archive`];
    return [];
  });
  const shipped = new Set(
    Object.keys(lock)
      .filter((folder) => lock[folder]?.dev !== true)
      .map(nameOfFolder),
  );
  return [...missing, ...files.flatMap((file) => problemsOfFile(file, system, shipped))];
}

function problemsOfFile(
  { path, isUnpacked, kind }: PackedFile,
  system: System,
  shipped: ReadonlySet<string>,
): string[] {
  const problems: string[] = [];
  if (!BELONGS.test(path)) problems.push(`${path} does not belong there`);
  if (NOT_READ.test(path)) problems.push(`${path} is never read`);
  if (CUDA.test(path) && LIBRARY.test(path)) problems.push(`${path} is for a GPU that few have`);
  if (LIBRARY.test(path) && !isUnpacked) problems.push(`${path} is inside the archive`);
  if (kind && (kind.platform !== system.platform || kind.arch !== system.arch)) {
    problems.push(`${path} is for ${kind.platform}-${kind.arch}`);
  }
  const name = packageOf(path);
  if (name !== undefined && !shipped.has(name)) {
    problems.push(`${path} is of a package that is not among the dependencies of those who use it`);
  }
  return problems;
}

/** `node_modules/a/node_modules/@b/c/d.js` is of `@b/c`. */
function packageOf(path: string): string | undefined {
  return /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)(?=\/)/.exec(path)?.[1];
}
