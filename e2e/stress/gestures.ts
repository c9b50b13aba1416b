import { basename, dirname, join } from 'node:path';
import { layerFixture, strokeFixture } from '../../src/document/record-fixture.ts';
import type { Stroke } from '../../src/document/records.ts';
import type { WritableProject } from '../../src/main/store/writable-project.ts';
import { bytesOf } from './random.ts';

/** What a session says once a gesture is saved: all of it must be found in the file ever after. */
export interface Receipt {
  /** The edit the document stands on. */
  readonly head: number;
  /** An edit that was made, and its label. */
  readonly edit?: readonly [id: number, label: string];
  /** An iterate that was kept, and the number that marks it. */
  readonly iterate?: readonly [id: number, run: number, mark: number];
  /** A blob that was kept. */
  readonly blob?: string;
  /** The name of a copy that was made beside the project. */
  readonly copy?: string;
}

/** One gesture of a scripted photographer. */
export interface Step {
  /** The edit the document will stand on. */
  readonly head: number;
  perform(): Receipt;
}

/** How the names of copies end. */
export const COPY = '.copy.penumbra';

/** Bytes of a photo, and of a latent: several pages of the file each. */
const PHOTO_BYTES = 50_000;
const LATENT_ELEMENTS = 4 * 16 * 16;

const PHOTO = { media: 'image/jpeg', role: 'original', width: 400, height: 300 } as const;

const LAYER = layerFixture();

/** The next gesture on a project: mostly strokes, and some of everything else. */
export function nextStep(project: WritableProject, random: () => number): Step {
  const { head } = project;
  const made = project.edits();
  const standing = (move: () => unknown): Receipt => {
    move();
    return { head: project.head };
  };
  const choice = random();
  const parent = made.find(({ id }) => id === head)?.parent ?? head;
  if (choice < 0.15) {
    return { head: parent, perform: () => standing(() => project.undo()) };
  }
  if (choice < 0.2) {
    const target = made[Math.floor(random() * made.length)]?.id ?? head;
    return { head: target, perform: () => standing(() => project.goTo(target)) };
  }
  if (choice < 0.3) return { head, perform: () => keepIterate(project, random) };
  if (choice < 0.34) {
    const copy = `${basename(project.path)}.${random()}${COPY}`;
    return {
      head,
      perform: () => {
        project.duplicate(join(dirname(project.path), copy));
        return { head, copy };
      },
    };
  }
  if (choice < 0.39) {
    const bytes = bytesOf(random, PHOTO_BYTES);
    return {
      head,
      perform: () => ({
        head,
        blob: project.addPhoto({ ...PHOTO, name: 'more.jpg', bytes }).blob,
      }),
    };
  }
  const label = `Stroke ${random()}`;
  return {
    head: made.length + 1,
    perform: () => {
      // The document of the first edit has none.
      const layer = project.document().has(LAYER.id) ? [] : [LAYER];
      const { id } = project.commit({ label, put: [...layer, strokeOf(random)] });
      return { head: id, edit: [id, label] };
    },
  };
}

/** Puts in what the gestures work on. */
export function prepare(project: WritableProject, random: () => number): Receipt {
  return project.transaction(() => {
    const bytes = bytesOf(random, PHOTO_BYTES);
    const photo = project.addPhoto({ ...PHOTO, name: 'first.jpg', bytes });
    const label = 'Add layer';
    const { id } = project.commit({
      label,
      put: [LAYER],
    });
    project.startRun({
      photo: photo.id,
      edit: id,
      parameters: { seed: 1, sigma: 0.6 },
      model: { id: 'mini', sha256: '0'.repeat(64) },
      provider: 'cpu',
      app: '0.1.0',
    });
    return { head: id, edit: [id, label], blob: photo.blob };
  });
}

export function strokeOf(random: () => number, points = 100): Stroke {
  return strokeFixture({
    id: `stroke ${random()}`,
    points: Array.from({ length: 3 * points }, () => Math.round(random() * 1000) / 10),
  });
}

function keepIterate(project: WritableProject, random: () => number): Receipt {
  const run = 1;
  const step = project.iterates(run).length;
  const mark = random();
  const id = project.addIterate({
    run,
    step,
    latent: {
      dtype: 'float16',
      shape: [4, 16, 16],
      bytes: bytesOf(random, 2 * LATENT_ELEMENTS),
    },
    measures: { mark },
  });
  return { head: project.head, iterate: [id, run, mark] };
}
