import type { Rect } from '../../document/raster-frame.ts';
import { previewUrl } from '../../preload/urls.ts';
import { notifyError } from '../state/notices.ts';
import { useStore } from '../state/store.ts';
import { look } from '../state/view.ts';
import type { BitmapCache } from './bitmap-cache.ts';
import { BitmapLoader } from './bitmap-loader.ts';
import { Divider } from './divider.ts';
import { LookCoats } from './look-coats.ts';
import { type PaneState, partOf, seenThrough } from './panes.ts';
import { AMPLIFICATION, Picture } from './picture.ts';
import type { StrokeSheets } from './stroke-sheets.ts';
import { hasCome, tileRequests } from './tile-sheet.ts';
import type { Viewpoint } from './viewpoint.ts';

/** What a scene is made of. */
interface SceneParts {
  readonly root: HTMLElement;
  readonly viewpoint: Viewpoint;
  readonly sheets: StrokeSheets;
  readonly cache: BitmapCache;
  /** A picture has come that is to be drawn, or one will not come. */
  changed(): void;
}

const NOTHING = { iterate: null, hasStrokes: false };

/** All that is seen of the photo: its tiles, looks, an iterate, strokes, and what they are compared with. */
export class Scene {
  private readonly parts: SceneParts;
  private readonly loader: BitmapLoader;
  private readonly picture: Picture;
  private readonly coats: LookCoats;
  private readonly divider: Divider;
  /** What lies over the photo but looks: the URL of an iterate's picture, or strokes. */
  private over: { readonly iterate: string | null; readonly hasStrokes: boolean } = NOTHING;

  constructor(parts: SceneParts) {
    this.parts = parts;
    const { cache, viewpoint } = parts;
    this.picture = new Picture(cache);
    this.coats = new LookCoats((look) => hasCome(cache, { photo: viewpoint.photo, look }));
    this.loader = new BitmapLoader(parts.cache, parts.changed, (error) => {
      const { isConnected, project } = useStore.getState();
      // Where there is no connection, that is told already; of a project that was left, nothing is missed.
      if (isConnected && project?.session === parts.viewpoint.photo.session) notifyError(error);
    });
    this.divider = new Divider(parts.root, (divider) => look({ divider }));
  }

  end(): void {
    this.loader.want([]);
    this.parts.root.removeAttribute('data-busy');
  }

  get layer(): Picture['layer'] {
    return this.picture.layer;
  }

  /** Asks again for what could not be had. */
  retry(): void {
    this.loader.retry();
    this.parts.changed();
  }

  /** Draws everything, with what has come of it, and asks for the rest. */
  draw(): void {
    const { root, viewpoint, sheets, cache } = this.parts;
    const { photo, panes } = viewpoint;
    const { ratio } = viewpoint.canvas;
    const { shown, draftStrength } = viewpoint.viewing;
    const coats = this.coats.of(photo, shown.kind === 'look' ? shown.look : null, draftStrength);
    const iterate =
      shown.kind === 'iterate' ? previewUrl(photo.session, 'iterate', shown.iterate) : null;
    const hasStrokes = shown.kind === 'strokes';
    const isThere = iterate ? cache.has(iterate) : coats.some((coat) => hasCome(cache, coat));
    // What was seen stays until something of what is to be seen has come.
    if (hasStrokes || isThere) this.over = { iterate, hasStrokes };
    const pictures = [...coats.slice(0, 1), { photo, look: null }];
    const tiles = panes.flatMap((pane) =>
      pictures.flatMap((picture) =>
        tileRequests(picture, pane.placement.scale * ratio, seenThrough(pane)),
      ),
    );
    this.loader.want([...(iterate === null ? [] : [{ url: iterate, raw: null }]), ...tiles]);
    root.toggleAttribute('data-busy', this.loader.isWaiting);
    const strokes = this.over.hasStrokes ? sheets.all : [];
    this.picture.show(
      { photo, ratio, panes, coats, iterate: this.over.iterate, strokes },
      getComputedStyle(root).backgroundColor,
    );
    this.picture.draw(null);
    this.showComparison(panes);
  }

  /** Draws a part of the photo anew, where strokes have changed. */
  drawPart(part: Rect): void {
    for (const pane of this.parts.viewpoint.panes) this.picture.draw(partOf(pane, part));
  }

  private showComparison([first, second]: readonly PaneState[]): void {
    const { compare, divider, isOriginalHeld } = this.parts.viewpoint.viewing;
    if (isOriginalHeld) this.divider.show({ note: 'Original' });
    else if (first?.content === 'difference') {
      this.divider.show({ note: `Differences × ${AMPLIFICATION}` });
    } else if (second) {
      const { left } = second.clip;
      this.divider.show({ left, divider: compare === 'slider' ? divider : null });
    } else this.divider.show(null);
  }
}
