import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import { arrange } from '../../state/preferences.ts';
import './splitter.css';

interface SplitterProps {
  /** The panel that it sizes, by its name in the preferences. */
  readonly panel: string;
  readonly label: string;
  /** Which way the panel grows: to the left, or up. */
  readonly grows: 'left' | 'up';
  readonly size: number;
  readonly least: number;
  readonly most: number;
  /** Hears the size while it is dragged, and null when that is over. */
  readonly onDraft: (size: number | null) => void;
}

/** Pixels that an arrow key moves it by. */
const STEP = 16;

/** The edge of a panel, which can be dragged, or moved by arrow keys (the window splitter of ARIA). */
export function Splitter({ panel, label, grows, size, least, most, onDraft }: SplitterProps) {
  const [start, setStart] = useState<{ readonly at: number; readonly size: number } | null>(null);
  const within = (next: number) => Math.min(most, Math.max(least, Math.round(next)));
  const placeOf = (event: PointerEvent) => (grows === 'left' ? event.clientX : event.clientY);
  const sizeAt = (event: PointerEvent) =>
    start ? within(start.size + start.at - placeOf(event)) : size;

  function onKeyDown(event: KeyboardEvent) {
    const [more, less] = grows === 'left' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
    const change = event.key === more ? STEP : event.key === less ? -STEP : 0;
    if (change === 0) return;
    event.preventDefault();
    arrange(panel, { size: within(size + change) });
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: hr cannot be moved; ARIA's window splitter can
    <div
      role="separator"
      aria-label={label}
      aria-orientation={grows === 'left' ? 'vertical' : 'horizontal'}
      aria-valuenow={size}
      aria-valuemin={least}
      aria-valuemax={most}
      tabIndex={0}
      className={`splitter ${grows}`}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setStart({ at: placeOf(event), size });
      }}
      onPointerMove={(event) => start && onDraft(sizeAt(event))}
      onPointerUp={(event) => {
        if (start) arrange(panel, { size: sizeAt(event) });
        setStart(null);
        onDraft(null);
      }}
      onPointerCancel={() => {
        setStart(null);
        onDraft(null);
      }}
    />
  );
}
