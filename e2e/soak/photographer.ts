import { pickId } from '../../src/document/record-id.ts';
import type { ExportOptions } from '../../src/preload/export-state.ts';
import type { ProjectState } from '../../src/preload/project-state.ts';
import type { ClusterState } from '../../src/preload/run-state.ts';
import { type Look, levelCount, levelSize, TILE, tileUrl } from '../../src/preload/urls.ts';
import { RemoteError, Rpc } from '../../src/renderer/rpc.ts';
import type { SocketBridge } from './socket-bridge.ts';

/** Works at the sample photo as a window does, by the same calls. */
export class Photographer {
  private readonly bridge: SocketBridge;
  private readonly rpc: Rpc;

  constructor(bridge: SocketBridge) {
    this.bridge = bridge;
    this.rpc = new Rpc(bridge);
  }

  /** @returns the sample as a new project, all its strokes on it */
  async openSample(): Promise<ProjectState> {
    return this.open({ from: 'sample' });
  }

  /** One round: explore, pick, undo and redo, export, close, open again, close, throw away. */
  async round(): Promise<void> {
    const project = await this.openSample();
    const look = await this.explore(project);
    await this.pick(look);
    await this.show(project, look);
    await this.export(look);
    await this.close();
    const again = await this.open({ from: 'path', path: project.path });
    await this.show(again, look);
    await this.close();
    await this.rpc.call('app.discardUnsaved', { path: project.path });
  }

  async close(): Promise<void> {
    await this.rpc.call('project.close', null);
  }

  private async open(
    source: { readonly from: 'sample' } | { readonly from: 'path'; readonly path: string },
  ): Promise<ProjectState> {
    const project = await this.rpc.call('project.open', { source, readOnly: false });
    if (!project) throw new Error('nothing was opened');
    return project;
  }

  /** @returns the alternative with the most effect, at the usual settings */
  private async explore({ photos }: ProjectState): Promise<Look> {
    const ended = Promise.withResolvers<void>();
    const ears = [
      this.rpc.on('stage', (stage) => stage ?? ended.resolve()),
      this.rpc.on('failure', (failure) => ended.reject(new RemoteError(failure))),
    ];
    try {
      await this.rpc.call('explore.start', { photo: photos[0]?.id ?? 0 });
      await ended.promise;
    } finally {
      for (const forget of ears) forget();
    }
    const project = await this.rpc.call('project.state', null);
    const clusters = project?.runs.flatMap((run) => run.clusters) ?? [];
    const best = clusters.reduce<ClusterState | undefined>(
      (most, one) => (most && most.effect >= one.effect ? most : one),
      undefined,
    );
    if (!best) throw new Error('the exploration found nothing');
    return {
      clusters: [{ cluster: best.id, weight: 1 }],
      ...{ strength: 0.6, area: 'strokes', feather: 0.2, softness: 0.12, lockDrift: true },
    };
  }

  private async pick({ clusters }: Look): Promise<void> {
    const pick = { kind: 'pick', id: pickId(1), photo: 1, clusters } as const;
    await this.rpc.call('document.commit', { label: 'Pick', put: [pick], remove: [] });
    await this.rpc.call('document.undo', null);
    await this.rpc.call('document.redo', null);
  }

  /** Fetches the tiles of the whole photo that a window fits it with, before and after. */
  private async show({ session, photos }: ProjectState, look: Look): Promise<void> {
    const [photo] = photos;
    if (!photo) throw new Error('the project has no photo');
    const level = Math.min(1, levelCount(photo) - 1);
    const { width, height } = levelSize(photo, level);
    for (let y = 0; y * TILE < height; y++) {
      for (let x = 0; x * TILE < width; x++) {
        const address = { photo: photo.id, level, x, y };
        await this.bridge.fetch(tileUrl(session, address, null));
        await this.bridge.fetch(tileUrl(session, address, look));
      }
    }
  }

  private async export(look: Look): Promise<void> {
    const options: ExportOptions = {
      ...{ photo: 1, look, format: 'jpeg', name: '{name} edited', quality: 90, size: null },
      ...{ sharpen: false, profile: 'keep', depth: null, metadata: 'keep', mark: true },
      fidelity: true,
    };
    const written = await this.rpc.call('export.write', { options, replace: false });
    if (!written) throw new Error('nothing was exported');
    for (const { url } of written.downloads) await this.bridge.fetch(url);
  }
}
