import { layersOf } from '../../document/layers.ts';
import { type Rect, rasterFrame, union } from '../../document/raster-frame.ts';
import type { DocumentRecord, Layer } from '../../document/records.ts';
import type { Size } from '../../document/size.ts';
import { StrokeSheet } from './stroke-sheet.ts';

/** A layer of the document, and its strokes in pixels. */
export interface SheetOfLayer {
  readonly layer: Layer;
  readonly sheet: StrokeSheet;
}

/** All layers of one photo in pixels, from the lowest to the highest. */
export class StrokeSheets {
  readonly frame: ReturnType<typeof rasterFrame>;
  private readonly photo: number;
  private sheets: readonly SheetOfLayer[] = [];
  /** A layer that the stroke under way is to make. */
  private coming: SheetOfLayer | null = null;

  constructor(photo: Size & { readonly id: number }) {
    this.photo = photo.id;
    this.frame = rasterFrame(photo);
  }

  get all(): readonly SheetOfLayer[] {
    return this.coming ? [...this.sheets, this.coming] : this.sheets;
  }

  of(layer: string): StrokeSheet | undefined {
    return this.all.find((one) => one.layer.id === layer)?.sheet;
  }

  /** Takes the layers and strokes that the document holds now. */
  follow(records: ReadonlyMap<string, DocumentRecord>): void {
    this.sheets = layersOf(records.values(), this.photo).map(({ layer, strokes }) => {
      const sheet = this.of(layer.id) ?? new StrokeSheet(this.frame);
      sheet.follow(strokes);
      return { layer, sheet };
    });
    if (this.coming && this.sheets.some(({ layer }) => layer.id === this.coming?.layer.id)) {
      this.coming = null;
    }
  }

  /** A sheet for a layer that is not in the document yet; null takes it away again. */
  expect(layer: Layer | null): void {
    this.coming = layer && { layer, sheet: new StrokeSheet(this.frame) };
  }

  get isBehind(): boolean {
    return this.sheets.some(({ sheet }) => sheet.isBehind);
  }

  /** Draws what is to be drawn until a time. */
  work(until: number): void {
    for (const { sheet } of this.sheets) sheet.work(until);
  }

  /** What has changed since it was asked last, in the photo's pixels; null for nothing. */
  takeChanged(): Rect | null {
    let changed: Rect | null = null;
    for (const { sheet } of this.all) {
      const rect = sheet.takeChanged();
      if (rect) changed = union(changed, rect);
    }
    if (!changed) return null;
    // A pixel more, as what is enlarged or shrunk is blended with its neighbours.
    const toPhoto = (value: number) => value / this.frame.scale;
    return {
      left: toPhoto(changed.left - 1),
      top: toPhoto(changed.top - 1),
      right: toPhoto(changed.right + 1),
      bottom: toPhoto(changed.bottom + 1),
    };
  }
}
