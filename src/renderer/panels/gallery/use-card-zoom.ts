import { type RefObject, useEffect, useRef, useState } from 'react';
import { type CardZoom, pannedBy, WHOLE, zoomedAt } from './card-zoom.ts';

/** Wheel steps, in pixels, for twice the scale. */
const DOUBLING = 300;

/** Magnifies all cards together: Ctrl and the wheel (or a pinch) over one, and dragging while they are. */
export function useCardZoom(): {
  readonly place: RefObject<HTMLElement | null>;
  readonly zoom: CardZoom;
} {
  const place = useRef<HTMLElement>(null);
  const [zoom, setZoom] = useState(WHOLE);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const cardOf = ({ target }: Event) =>
      target instanceof Element ? target.closest('.card-picture') : null;
    const onWheel = (event: WheelEvent) => {
      const card = cardOf(event)?.getBoundingClientRect();
      if (!card || !event.ctrlKey) return;
      event.preventDefault();
      const at = {
        x: (event.clientX - card.left) / card.width,
        y: (event.clientY - card.top) / card.height,
      };
      setZoom((now) => zoomedAt(now, 2 ** (-event.deltaY / DOUBLING), at));
    };
    const onMove = (event: PointerEvent) => {
      const card = cardOf(event)?.getBoundingClientRect();
      if (!card || event.buttons !== 1) return;
      setZoom((now) => pannedBy(now, event.movementX / card.width, event.movementY / card.height));
    };
    // Not by React, whose wheel listeners cannot keep the page from being zoomed.
    element.addEventListener('wheel', onWheel, { passive: false });
    element.addEventListener('pointermove', onMove);
    return () => {
      element.removeEventListener('wheel', onWheel);
      element.removeEventListener('pointermove', onMove);
    };
  }, []);
  return { place, zoom };
}
