import { useRef, useState } from 'react';
import { Slider as AriaSlider, Label, SliderFill, SliderTrack } from 'react-aria-components';
import { Thumb } from './thumb.tsx';

export interface SliderProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** The value as it is shown beside the slider. */
  readonly format: (value: number) => string;
  /** Hears every value while the slider is dragged, and null when that is over. */
  readonly onDraft?: (value: number | null) => void;
  /** Hears the value once, when the slider is released. */
  readonly onCommit: (value: number) => unknown;
  readonly isDisabled?: boolean | undefined;
  /** A value worth finding again, between the ends. */
  readonly mark?: number;
}

/** Milliseconds without another key until what keys set is set. */
const KEY_PAUSE_MS = 400;

/**
 * A slider with its name and value. What it sets is set once: when it is released, or when a row of keys has
 * ended.
 */
export function Slider({ label, value, min, max, step, format, ...rest }: SliderProps) {
  const { onDraft, onCommit, isDisabled = false, mark } = rest;
  const [draft, setDraft] = useState<number | null>(null);
  const pause = useRef<{ readonly timer: number; readonly value: number }>(null);
  const shown = draft ?? value;

  async function commit(next: number) {
    if (pause.current) clearTimeout(pause.current.timer);
    pause.current = null;
    try {
      await onCommit(next);
    } finally {
      setDraft(null);
      onDraft?.(null);
    }
  }

  return (
    <AriaSlider
      className="slider"
      value={Math.min(max, Math.max(min, shown))}
      minValue={min}
      maxValue={max}
      step={step}
      isDisabled={isDisabled}
      onChange={(next) => {
        setDraft(next);
        onDraft?.(next);
      }}
      onChangeEnd={(next) => {
        if (pause.current) clearTimeout(pause.current.timer);
        const isByKey = document.activeElement?.matches(':focus-visible') ?? false;
        if (!isByKey) commit(next);
        else pause.current = { timer: setTimeout(commit, KEY_PAUSE_MS, next), value: next };
      }}
    >
      <Label>{label}</Label>
      <SliderTrack className="slider-track">
        {mark !== undefined && (
          <span
            className="slider-mark"
            style={{ left: `${(100 * (mark - min)) / (max - min)}%` }}
          />
        )}
        <SliderFill className="slider-fill" />
        <Thumb text={format(shown)} onBlur={() => pause.current && commit(pause.current.value)} />
      </SliderTrack>
      <output className="slider-value">{format(shown)}</output>
    </AriaSlider>
  );
}

/** 0.6 as "60 %". */
export function percent(value: number): string {
  return `${Math.round(100 * value)} %`;
}
