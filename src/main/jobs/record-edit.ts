import { basename } from 'node:path';
import { transferRecords } from '../../document/controls.ts';
import { pickId } from '../../document/record-id.ts';
import type { WritableProject } from '../store/writable-project.ts';
import { encodeAdapter } from './adapter-file.ts';
import { type Alternative, measuresOf } from './alternatives.ts';
import type { EditJob, EditRecord } from './edit.ts';
import { toLatent } from './latents.ts';
import { newPhoto } from './new-photo.ts';
import { type RunParameters, recordedSettings } from './run-parameters.ts';
import { weightsHash } from './weights-hash.ts';

/** What a record says of where an edit ran. */
export interface EditOrigin {
  readonly provider: string;
  /** Version of Penumbra. */
  readonly app: string;
}

/**
 * Records a finished edit in a project: photo, strokes and further pictures as their files are, the
 * run with every parameter, iterates and clusters as latents in 16 bits, tuned weights, and the pick
 * as an edit of the history. All of it is saved, or none.
 * @returns the number of the edit that picks the result
 */
export async function recordEdit(
  project: WritableProject,
  job: EditJob,
  { exploration, model: { file } }: EditRecord,
  origin: EditOrigin,
): Promise<number> {
  const { shape, trajectory, outcome, alternatives, chosen, sigma, adapter } = exploration;
  const original = await newPhoto(job.photo, basename(job.photo), 'original');
  const drawn = await newPhoto(job.strokes, basename(job.strokes), 'strokes');
  const further = await Promise.all(
    job.with.map((path) => newPhoto(path, basename(path), 'reference')),
  );
  const sha256 = await weightsHash(file);
  return project.transaction(() => {
    const photo = project.addPhoto(original).id;
    const strokes = project.addPhoto(drawn).id;
    const others = further.map((picture) => project.addPhoto(picture).id);
    const parameters = {
      ...{ strokes, with: others, tuned: job.tuned ?? null },
      ...recordedSettings(job, sigma),
    } satisfies RunParameters;
    const painted = project.commit({
      label: `Strokes from ${basename(job.strokes)}`,
      put: [
        { kind: 'parameter', id: `run of photo ${photo}`, value: parameters },
        ...transferRecords(job),
      ],
    });
    const model = { id: basename(job.model), sha256 };
    const run = project.startRun({ photo, edit: painted.id, parameters, model, ...origin });
    const iterates = trajectory.map(({ index, z, residual }) =>
      project.addIterate({ run, step: index, latent: toLatent(z, shape), measures: { residual } }),
    );
    const clusters = outcome.clusters.map(({ centre, spread, members }, index) => {
      return project.addCluster({
        run,
        latent: toLatent(centre, shape),
        iterates: members.map((k) => iterates[k] as number),
        measures: { spread, ...measuresOf(alternatives[index] as Alternative) },
      });
    });
    if (adapter) {
      const bytes = encodeAdapter(adapter, sha256);
      const name = job.tuned === undefined ? `tuned by run ${run}` : basename(job.tuned);
      project.addAdapter({ run, name, format: 'safetensors', bytes });
    }
    project.endRun(run, 'done');
    // A refined result and the mean are points of their own: kept as clusters without iterates.
    const picked = alternatives.includes(chosen)
      ? (clusters[alternatives.indexOf(chosen)] as number)
      : project.addCluster({
          run,
          latent: toLatent(chosen.z, shape),
          iterates: [],
          measures: measuresOf(chosen),
        });
    const pick = project.commit({
      label: `Pick ${chosen.index === 'mean' ? 'the mean' : `cluster ${chosen.index}`} of ${basename(job.photo)} (${job.mode}, σ ${sigma})`,
      put: [
        {
          kind: 'pick',
          id: pickId(photo),
          photo,
          clusters: [{ cluster: picked, weight: 1 }],
        },
      ],
    });
    return pick.id;
  });
}
