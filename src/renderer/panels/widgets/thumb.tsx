import { useLayoutEffect, useRef } from 'react';
import { SliderThumb } from 'react-aria-components';

interface ThumbProps {
  /** The value as a screen reader says it, such as "48 px". */
  readonly text: string;
  readonly onBlur?: () => unknown;
}

/** The thumb of a slider. */
export function Thumb({ text, onBlur }: ThumbProps) {
  const input = useRef<HTMLInputElement>(null);
  // The library knows formats of numbers alone, and writes its own text with every new value.
  useLayoutEffect(() => input.current?.setAttribute('aria-valuetext', text));
  return <SliderThumb className="slider-thumb" inputRef={input} {...(onBlur && { onBlur })} />;
}
