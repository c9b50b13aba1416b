import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const from = (path: string) => join(import.meta.dirname, path);

/** Main and preload for the Electron host, and the page that both hosts show. */
export default defineConfig({
  main: {
    build: { outDir: 'out/main', lib: { entry: from('src/main/index.ts'), formats: ['es'] } },
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
    },
  },
});
