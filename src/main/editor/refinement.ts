import { type Alternative, measuresOf } from '../jobs/alternatives.ts';
import { toLatent } from '../jobs/latents.ts';
import { refine } from '../jobs/refine.ts';
import type { Revived } from '../jobs/revive.ts';
import type { WritableProject } from '../store/writable-project.ts';
import { WorkspaceError } from './errors.ts';
import { encodePreview } from './previews.ts';

/**
 * Refines a cluster towards its strokes by post-inversion optimisation, and keeps what comes of it as a further
 * cluster of its run.
 * @param tell how many steps are done
 * @throws DamagedBlobError where an iterate that it takes, or the cluster, is damaged
 * @throws WorkspaceError where nothing is kept of the cluster to refine it from
 */
export async function refineCluster(
  project: WritableProject,
  { found, edits }: Revived,
  number: number,
  steps: number,
  tell: (done: number) => void,
  signal: AbortSignal,
): Promise<{ readonly cluster: number; readonly edit: Alternative }> {
  const chosen = edits.get(number);
  if (!chosen) {
    // Says so where it is damaged.
    project.latent('cluster', number);
    throw new WorkspaceError(
      `Result ${number} cannot be refined: the project does not hold the iterates that it came from. Refine another one, or explore again.`,
    );
  }
  const edit = await refine(found, chosen, steps, ({ index }) => tell(index), signal);
  const preview = await encodePreview(edit.edited);
  const cluster = project.transaction(() => {
    const id = project.addCluster({
      run: project.cluster(number).run,
      latent: toLatent(edit.z, found.flow.shape),
      iterates: [],
      measures: { ...measuresOf(edit), refinedFrom: number, steps },
    });
    project.putPreview({ of: 'cluster', id, ...preview });
    return id;
  });
  return { cluster, edit };
}
