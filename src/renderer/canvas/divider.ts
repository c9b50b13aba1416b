/** Of the divider, in CSS pixels: nearer than this it is what the pointer takes. */
export const DIVIDER_REACH = 8;

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

  /** @param slid hears where the keyboard has put it, 0 to 1 */
  constructor(parent: HTMLElement, slid: (divider: number) => void) {
    this.line.className = 'compare-divider';
    const { slider } = this;
    slider.type = 'range';
    slider.max = `${STEPS}`;
    slider.ariaLabel = 'How much of the canvas shows the photo as it was';
    slider.addEventListener('input', () => slid(slider.valueAsNumber / STEPS));
    const handle = document.createElement('div');
    handle.className = 'compare-handle';
    this.line.append(slider, handle);
    parent.append(this.line, this.before, this.after);
  }

  /**
   * @param divider where the line is, 0 to 1; null for none
   * @param labels where the labels begin, in CSS pixels from the left; null for none
   */
  show(divider: number | null, width: number, labels: Labels | null): void {
    this.line.hidden = divider === null;
    if (divider !== null) {
      this.line.style.transform = `translateX(${divider * width}px)`;
      this.slider.value = `${Math.round(divider * STEPS)}`;
    }
    this.before.hidden = labels === null;
    this.after.hidden = labels === null;
    if (!labels) return;
    // Beside the line, each on its own side.
    this.before.style.transform = `translateX(${labels.before}px) translateX(-100%)`;
    this.after.style.transform = `translateX(${labels.after}px)`;
    this.after.textContent = labels.name;
  }
}

/** Where the labels are: the first ends, and the second begins. */
interface Labels {
  readonly before: number;
  readonly after: number;
  /** What the second says. */
  readonly name: string;
}

function label(text: string): HTMLElement {
  const element = document.createElement('div');
  element.className = 'compare-label';
  element.textContent = text;
  return element;
}
