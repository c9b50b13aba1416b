/** Keys that do something on the canvas while they are held. */
export interface HeldKeys {
  /** Space: the pointer drags the photo. */
  readonly hand: boolean;
  /** Alt: the pointer picks a colour. */
  readonly picker: boolean;
  /** `\` or Tab: the original shows. */
  readonly original: boolean;
}

export const NO_KEYS: HeldKeys = { hand: false, picker: false, original: false };

/** Elements that have a use of their own for every key. */
const TYPED_INTO = 'input, textarea, select, [contenteditable], [role=textbox], [role=dialog] *';
/** Elements that Space presses. */
const PRESSED = `${TYPED_INTO}, button, a, summary, [role=button], [role=option], [role=slider], [role=tab], [role=menuitem], [role=switch]`;

/**
 * Listens to the keys that are held over the canvas.
 * @param canvas Tab shows the original where it is focused, unless it was reached by Tab: then it goes on
 * @returns ends it
 */
export function listenToHeldKeys(
  canvas: HTMLElement,
  changed: (held: HeldKeys) => void,
): () => void {
  let held = NO_KEYS;
  let isReachedByPointer = false;
  const set = (next: Partial<HeldKeys>) => {
    held = { ...held, ...next };
    changed(held);
  };
  const nameOf = (event: KeyboardEvent): keyof HeldKeys | null => {
    const target = event.target instanceof Element ? event.target : document.body;
    if (event.ctrlKey || event.metaKey || target.matches(TYPED_INTO)) return null;
    if (event.code === 'Space') return target.matches(PRESSED) ? null : 'hand';
    if (event.key === 'Alt') return 'picker';
    if (event.key === '\\' || event.code === 'Backslash') return 'original';
    const isOurs = event.key === 'Tab' && !event.shiftKey && target === canvas;
    return isOurs && isReachedByPointer ? 'original' : null;
  };
  const down = (event: KeyboardEvent) => {
    const name = nameOf(event);
    if (!name) return;
    event.preventDefault();
    if (!held[name]) set({ [name]: true });
  };
  const up = ({ key, code }: KeyboardEvent) => {
    if (code === 'Space' && held.hand) set({ hand: false });
    if (key === 'Alt' && held.picker) set({ picker: false });
    if (held.original && (key === '\\' || code === 'Backslash' || key === 'Tab'))
      set({ original: false });
  };
  const release = () => set(NO_KEYS);
  const point = () => {
    isReachedByPointer = true;
  };
  const leave = () => {
    isReachedByPointer = false;
  };
  addEventListener('keydown', down);
  addEventListener('keyup', up);
  addEventListener('blur', release);
  canvas.addEventListener('pointerdown', point);
  canvas.addEventListener('blur', leave);
  return () => {
    removeEventListener('keydown', down);
    removeEventListener('keyup', up);
    removeEventListener('blur', release);
    canvas.removeEventListener('pointerdown', point);
    canvas.removeEventListener('blur', leave);
  };
}
