/** Of the divider, in CSS pixels: nearer than this it is what the pointer takes. */
export const DIVIDER_REACH = 8;

/** Between the line and its labels, in CSS pixels. */
const GAP = 12;

/** Steps of the divider by keyboard. */
const STEPS = 100;

/**
 * The line between before and after, with a slim handle, and labels on both sides. By keyboard it is a
 * slider like any other; the pointer drags it by a gesture of the canvas.
 */
export class Divider {
  private readonly line = document.createElement('div');
  private readonly slider = document.createElement('input');
  private readonly before = label('Before');
  private readonly after = label('After');
  private readonly note = label('');

  /** @param slid hears where the keyboard has put it, 0 to 1 */
  constructor(parent: HTMLElement, slid: (divider: number) => void) {
    this.line.className = 'compare-divider';
    const { slider } = this;
    slider.type = 'range';
    slider.max = `${STEPS}`;
    slider.ariaLabel = 'Before/after divider';
    slider.addEventListener('input', () => slid(slider.valueAsNumber / STEPS));
    const handle = document.createElement('div');
    handle.className = 'compare-handle';
    this.line.append(slider, handle);
    this.note.style.transform = `translateX(${GAP}px)`;
    parent.append(this.line, this.before, this.after, this.note);
    this.show(null);
  }

  /** @param comparison null where nothing is compared */
  show(comparison: Comparison | null): void {
    const halves = comparison && 'left' in comparison ? comparison : null;
    const divider = halves?.divider ?? null;
    this.line.hidden = divider === null;
    this.before.hidden = halves === null;
    this.after.hidden = halves === null;
    this.note.hidden = halves !== null || comparison === null;
    if (comparison && 'note' in comparison) this.note.textContent = comparison.note;
    if (!halves) return;
    const { left } = halves;
    this.line.style.transform = `translateX(${left}px)`;
    if (divider !== null) {
      this.slider.value = `${Math.round(divider * STEPS)}`;
      this.slider.ariaValueText = `${Math.round(100 * divider)} %`;
    }
    // Beside the line, each on its own side.
    this.before.style.transform = `translateX(${left - GAP}px) translateX(-100%)`;
    this.after.style.transform = `translateX(${left + GAP}px)`;
  }
}

type Comparison =
  /** Where the second view begins, in CSS pixels, and where the slider stands; null for none. */
  | { readonly left: number; readonly divider: number | null }
  /** What is shown instead of a photo. */
  | { readonly note: string };

function label(text: string): HTMLElement {
  const element = document.createElement('div');
  element.className = 'compare-label';
  element.textContent = text;
  return element;
}
