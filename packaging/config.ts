import { join } from 'node:path';
import type { Configuration } from 'electron-builder';
import { PHOTO_MEDIA } from '../src/document/photo-formats.ts';
import { PHOTO_EXTENSIONS, PROJECT_EXTENSION } from '../src/main/electron-host/documents.ts';
import { FUSES } from './fuses.ts';
import { importedPackages, lockOf, unusedPackages } from './main-packages.ts';
import type { System } from './system.ts';

/**
 * How Penumbra is packed by electron-builder: its built code, what main imports, the embedded model and the sample.
 * @param root the folder with `package.json`, where everything is built
 */
export function packageConfig(root: string): Configuration {
  const unused = unusedPackages(importedPackages(join(root, 'out/main')), lockOf(root));
  return {
    appId: 'org.penumbra.editor',
    productName: 'Penumbra',
    directories: { output: 'dist', buildResources: 'packaging' },
    icon: 'resources/icon.png',
    asar: true,
    // What other than Node's own `fs` opens: libraries, programs, and a model that ONNX Runtime maps.
    asarUnpack: [
      'models/**',
      'node_modules/{sharp,@img,better-sqlite3,onnxruntime-node}/**',
      'node_modules/exiftool-vendored*/**',
    ],
    // Native modules bring a binary for every Node and Electron.
    npmRebuild: false,
    publish: null,
    electronFuses: FUSES,
    fileAssociations: [
      {
        ext: PROJECT_EXTENSION,
        name: 'Penumbra project',
        role: 'Editor',
        rank: 'Owner',
        mimeType: 'application/x-penumbra',
      },
    ],
    linux: {
      files: filesFor('linux', unused),
      target: ['AppImage', 'deb'].map((target) => ({ target, arch: 'x64' })),
      category: 'Graphics;Photography;RasterGraphics',
      synopsis: 'Offline photo editor: rough strokes of colour and light become believable photos',
      maintainer: 'Penumbra contributors',
      executableName: 'penumbra',
      syncDesktopName: true,
      mimeTypes: [...PHOTO_MEDIA],
    },
    // Electron's own list, and the Perl that ExifTool runs on.
    deb: { depends: [...ELECTRON_DEPENDS, 'perl'] },
    win: { files: filesFor('win32', unused), target: { target: 'nsis', arch: 'x64' } },
    nsis: {
      ...{ oneClick: false, allowToChangeInstallationDirectory: true },
      // Offers Penumbra for photos; an association of electron-builder's would take them from their program.
      include: 'packaging/installer.nsh',
    },
    mac: {
      files: filesFor('darwin', unused),
      // ONNX Runtime has no binary for Intel's.
      target: { target: 'dmg', arch: 'arm64' },
      category: 'public.app-category.photography',
      fileAssociations: [
        { ext: [...PHOTO_EXTENSIONS], name: 'Photo', role: 'Editor', rank: 'Alternate' },
      ],
    },
  };
}

/**
 * What is packed for a system. Said for each as a whole: lists of electron-builder's that only leave out begin with all.
 * @param unused packages that main does not need: the page's are in `out/renderer`, and others are of `npm start`
 */
function filesFor(platform: System['platform'], unused: readonly string[]): string[] {
  // What electron-builder fills in; its own name for the system is that of the machine it runs on.
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is electron-builder's
  const arch = '${arch}';
  return [
    ...['out/**', 'models/mini/**', 'resources/sample/**', 'LICENSE'],
    ...unused.map((name) => `!node_modules/${name}/**`),
    ...NOT_READ,
    // Binaries of other systems.
    `!node_modules/onnxruntime-node/bin/napi-v*/!(${platform})/**`,
    `!node_modules/onnxruntime-node/bin/napi-v*/${platform}/!(${arch})/**`,
    `!node_modules/better-sqlite3/prebuilds/!(${platform}-${arch}).node`,
    `!node_modules/@img/sharp-!(${platform}-${arch}|libvips-${platform}-${arch})/**`,
  ];
}

/** What is in packages and is not read when they run. */
const NOT_READ = [
  '!node_modules/better-sqlite3/{deps,src,binding.gyp}',
  '!node_modules/better-sqlite3/{deps,src}/**',
  '!node_modules/onnxruntime-node/script/**',
  // Downloaded by whoever has such a GPU (README.md).
  '!node_modules/onnxruntime-node/bin/**/*{cuda,tensorrt}*',
  // The same library twice: its binding asks for libonnxruntime.1.dylib.
  '!node_modules/onnxruntime-node/bin/**/libonnxruntime.*.*.*.dylib',
  '!node_modules/**/*.{d.ts,d.mts,d.cts,map,ts}',
];

/** Debian packages that electron-builder asks for where it is not told any. */
const ELECTRON_DEPENDS = [
  'libgtk-3-0',
  'libnotify4',
  'libnss3',
  'libxss1',
  'libxtst6',
  'xdg-utils',
  'libatspi2.0-0',
  'libuuid1',
  'libsecret-1-0',
];
