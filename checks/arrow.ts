import { posix } from 'node:path';

/** The rooms of the house, folders or single files, and what each may import besides itself. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  'src/document': [],
  'src/preload': ['src/document'],

  'src/renderer': ['src/preload', 'src/renderer'],
  'src/renderer/state': [
    'src/document',
    'src/preload',
    'src/renderer/rpc.ts',
    'src/renderer/session.ts',
    'src/renderer/web-bridge.ts',
  ],
  'src/renderer/commands': ['src/preload', 'src/renderer/session.ts', 'src/renderer/state'],
  'src/renderer/canvas': ['src/document', 'src/preload', 'src/renderer/state'],
  'src/renderer/panels': ['src/document', 'src/preload', 'src/renderer'],
  'src/renderer/theme': [],

  'src/main/files': [],
  'src/main/plots': ['src/main/files'],
  'src/main/store': ['src/document', 'src/main/files'],
  'src/main/photo': [
    'src/document/distance.ts',
    'src/document/photo-formats.ts',
    'src/document/size.ts',
    'src/main/files',
  ],

  'src/main/engine/graph': [],
  'src/main/engine/autodiff': ['src/main/engine/graph'],
  'src/main/engine/onnx': ['src/main/engine/graph'],
  'src/main/engine/weights': ['src/main/engine/graph'],
  'src/main/engine/nn': ['src/main/engine/graph'],
  'src/main/engine/models': ['src/main/engine/graph', 'src/main/engine/nn'],
  'src/main/engine/runtime': [
    'src/main/engine/graph',
    'src/main/engine/onnx',
    'src/main/engine/weights',
    'src/main/files/sibling-script.ts',
  ],
  'src/main/engine/sampling': [
    'src/main/engine/graph',
    'src/main/engine/autodiff',
    'src/main/engine/weights',
    'src/main/engine/runtime',
    'src/main/engine/nn',
  ],
  'src/main/engine/train': [
    'src/main/engine/graph',
    'src/main/engine/autodiff',
    'src/main/engine/weights',
    'src/main/engine/runtime',
    'src/main/engine/nn',
    'src/main/engine/sampling',
  ],
  'src/main/engine/inversion': [
    'src/main/engine/graph',
    'src/main/engine/autodiff',
    'src/main/engine/runtime',
    'src/main/engine/nn',
    'src/main/engine/sampling',
    'src/main/engine/train',
  ],
  'src/main/engine/verify': [
    'src/main/engine/graph',
    'src/main/engine/autodiff',
    'src/main/engine/weights',
    'src/main/engine/runtime',
    'src/main/engine/nn',
    'src/main/engine/models',
    'src/main/engine/sampling',
  ],

  'src/main/jobs': [
    'src/document',
    'src/main/engine',
    'src/main/files',
    'src/main/photo',
    'src/main/plots',
    'src/main/store',
  ],
  'src/main/editor': [
    'src/document',
    'src/preload',
    'src/main/engine',
    'src/main/files',
    'src/main/jobs',
    'src/main/photo',
    'src/main/store',
    'src/main/version.ts',
  ],
  'src/main/rpc': [
    'src/document/photo-formats.ts',
    'src/preload',
    'src/main/editor',
    'src/main/files',
    'src/main/photo',
  ],

  // What starts Penumbra: the command line and both hosts.
  'src/main/version.ts': [],
  'src/main/display.ts': [],
  'src/main/start': [],
  'src/main/cli': [
    'bench',
    'src/document',
    'src/main/engine',
    'src/main/files',
    'src/main/jobs',
    'src/main/photo',
    'src/main/store',
    'src/main/version.ts',
  ],
  'src/main/browser-host': [
    'src/main/cli/numbers.ts',
    'src/main/display.ts',
    'src/main/editor',
    'src/main/files',
    'src/main/rpc',
    'src/main/store',
    'src/main/version.ts',
  ],
  'src/main/electron-host': [
    'src/document',
    'src/preload',
    'src/main/editor',
    'src/main/engine/runtime',
    'src/main/files',
    'src/main/rpc',
    'src/main/store',
  ],
  'src/main/cli.ts': ['src/main/cli', 'src/main/files'],
  'src/main/browser.ts': [
    'src/main/browser-host',
    'src/main/cli/say-failure.ts',
    'src/main/files',
    'src/main/start',
  ],
  'src/main/start.ts': [
    'src/main/browser-host',
    'src/main/cli/say-failure.ts',
    'src/main/display.ts',
    'src/main/files',
    'src/main/start',
  ],
  'src/main/index.ts': [
    'src/preload',
    'src/main/editor',
    'src/main/electron-host',
    'src/main/files',
    'src/main/rpc',
    'src/main/store',
    'src/main/version.ts',
  ],
};

/** Where a package may be imported, so that who needs another can be found. Node's own are `node:`. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  'node:': ['src/main'],
  '@fontsource-variable/inter': ['src/renderer/app.tsx'],
  '@huggingface/tokenizers': ['src/main/jobs/flux/tokenizers.ts'],
  'better-sqlite3': ['src/main/store'],
  commander: ['src/main/cli', 'src/main/browser-host', 'src/main/browser.ts', 'src/main/start.ts'],
  'd3-contour': ['src/renderer/canvas'],
  echarts: ['src/main/plots', 'src/renderer/panels'],
  electron: ['src/main/electron-host', 'src/main/index.ts', 'src/preload/index.ts'],
  'exiftool-vendored': ['src/main/photo'],
  jscolorengine: ['src/main/photo'],
  konva: ['src/renderer/canvas'],
  'lucide-react': ['src/renderer/panels'],
  'onnx-proto': ['src/main/engine/onnx'],
  'onnxruntime-node': ['src/main/engine/runtime'],
  open: ['src/main/browser-host'],
  react: ['src/renderer'],
  'react-aria-components': ['src/renderer/panels'],
  'react-dom': ['src/renderer/main.tsx'],
  sharp: ['src/main/photo'],
  ws: ['src/main/browser-host'],
  zod: ['src/document', 'src/preload', 'src/renderer/state', 'src/main/jobs', 'src/main/rpc'],
  zustand: ['src/renderer/state'],
};

const isWithin = (file: string, place: string) => file === place || file.startsWith(`${place}/`);

/** The innermost room that a file lies in. */
function roomOf(file: string): string | undefined {
  const rooms = Object.keys(ROOMS).filter((room) => isWithin(file, room));
  return rooms.sort((a, b) => b.length - a.length)[0];
}

/**
 * Why a file may not import something; `undefined` where it may.
 * @param file from the project's folder, with slashes
 * @param specifier as it stands in the import
 */
export function refusal(file: string, specifier: string): string | undefined {
  return specifier.startsWith('.')
    ? refusalOfFile(file, posix.join(posix.dirname(file), specifier))
    : refusalOfPackage(file, specifier);
}

function refusalOfFile(file: string, target: string): string | undefined {
  const room = roomOf(file);
  const reached = room === undefined ? undefined : ROOMS[room];
  if (!reached) return 'lies in no room of checks/arrow.ts; a new folder needs its arrows there';
  const isReached = roomOf(target) === room || reached.some((place) => isWithin(target, place));
  return isReached ? undefined : `imports ${target}, but ${room} may reach ${listed(reached)} only`;
}

function refusalOfPackage(file: string, specifier: string): string | undefined {
  const name = Object.keys(PACKAGES).find(
    (key) => specifier === key || specifier.startsWith(key.endsWith(':') ? key : `${key}/`),
  );
  const places = name === undefined ? undefined : PACKAGES[name];
  if (!places) return `imports ${specifier}, which has no place in checks/arrow.ts`;
  if (places.some((place) => isWithin(file, place))) return undefined;
  return `imports ${specifier}, which is for ${listed(places)} only`;
}

const listed = (places: readonly string[]) => places.join(', ') || 'itself';
