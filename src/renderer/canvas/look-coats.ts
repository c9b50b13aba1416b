import type { Look } from '../../preload/urls.ts';
import type { Coat, TiledPicture } from './tile-sheet.ts';

/** Looks that are kept to stand in for a newer one, besides the newest that has come. */
const MOST = 3;

/** While the strength is dragged, looks are asked for in these steps. */
const STEP = 0.25;

/**
 * Which looks lie over the photo, and how much of each shows. An edit goes as far as its strength says,
 * so that a look at a strength S shows what it is at s ≤ S with the opacity s / S: while the strength is
 * dragged, nothing has to be made anew.
 */
export class LookCoats {
  private looks: readonly Look[] = [];
  private readonly hasCome: (look: Look) => boolean;

  /** @param hasCome whether there is something to show of a look */
  constructor(hasCome: (look: Look) => boolean) {
    this.hasCome = hasCome;
  }

  /**
   * @param look what is shown; null for none
   * @param draft the strength while it is dragged
   * @returns the one that is wanted first, and others that stand in for it until it has come
   */
  of(photo: TiledPicture['photo'], look: Look | null, draft: number | null): readonly Coat[] {
    if (!look) {
      this.looks = [];
      return [];
    }
    const strength = draft ?? look.strength;
    const needed = Math.max(look.strength, Math.ceil(strength / STEP) * STEP);
    const wanted = draft === null ? look : { ...look, strength: needed };
    const key = JSON.stringify(wanted);
    if (JSON.stringify(this.looks[0]) !== key) {
      const others = this.looks.filter((one) => JSON.stringify(one) !== key);
      const newest = others.findIndex((one) => this.hasCome(one));
      this.looks = [wanted, ...others].filter((_, i) => i < MOST || i === newest + 1);
    }
    return this.looks.map((one) => {
      const opacity = one.strength > 0 ? Math.min(1, strength / one.strength) : 1;
      return { photo, look: one, opacity };
    });
  }
}
