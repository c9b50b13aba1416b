import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Layer, Stroke } from './document.ts';
import { createProject } from './open.ts';
import type { NewRun } from './runs.ts';
import type { WritableProject } from './writable-project.ts';

/** An empty folder for the length of a test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'penumbra-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A project with one photo and one layer, open for editing for the length of a test. */
export function newProject(path = join(temporaryFolder(), 'p.penumbra')): WritableProject {
  const project = createProject(path);
  onTestFinished(() => project.close());
  project.addPhoto({ name: 'beach.jpg', media: 'image/jpeg', bytes: noise(20_000) });
  project.commit({ label: 'Add layer', put: [layer] });
  return project;
}

export const layer: Layer = {
  kind: 'layer',
  id: 'light',
  photo: 1,
  name: 'Light',
  intent: 'light',
  visible: true,
  opacity: 1,
  order: 0,
};

export const run: NewRun = {
  photo: 1,
  edit: 2,
  parameters: { seed: 7, sigma: 0.6, mode: 'group' },
  model: { id: 'mini', sha256: 'a'.repeat(64) },
  provider: 'cpu',
  app: '0.1.0',
};

export function stroke(id: string, size = 10): Stroke {
  return {
    kind: 'stroke',
    id,
    layer: 'light',
    tool: 'brush',
    colour: '#ffcc00',
    size,
    hardness: 0.5,
    opacity: 1,
    points: [1, 2, 0.5, 3, 4, 1],
  };
}

/** Bytes that do not repeat. */
export function noise(length: number, seed = 1): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}
