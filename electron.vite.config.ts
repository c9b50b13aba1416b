import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const from = (path: string) => join(import.meta.dirname, path);

/** Scripts of main that nobody imports, as they run in threads and processes of their own. */
const SCRIPTS = [
  'engine/runtime/engine-process',
  'engine/runtime/parent-watch',
  'engine/runtime/probe-process',
  'photo/apply-thread',
  'editor/tile-thread',
  'store/copy-thread',
];

/** Main and preload for the Electron host, and the page that both hosts show. */
export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      rollupOptions: {
        input: ['index', ...SCRIPTS].map((name) => from(`src/main/${name}.ts`)),
        output: {
          format: 'es',
          entryFileNames: '[name].js',
          // A file for a file, in folders as they are: what is found beside a module or above it still is.
          preserveModules: true,
          preserveModulesRoot: from('src/main'),
        },
      },
    },
  },
  preload: {
    // A sandboxed preload script can load nothing: all it needs is in its one file.
    build: {
      outDir: 'out/preload',
      externalizeDeps: false,
      lib: { entry: from('src/preload/index.ts'), formats: ['cjs'] },
    },
  },
  renderer: {
    root: from('src/renderer'),
    base: './',
    plugins: [react()],
    build: {
      outDir: from('out/renderer'),
      rollupOptions: { input: from('src/renderer/index.html') },
      // Of the libraries that the page is made of, as they ask for.
      license: { fileName: 'licences.md' },
    },
  },
});
