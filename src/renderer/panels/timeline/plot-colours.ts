import { useMemo } from 'react';
import { useStore } from '../../state/store.ts';

/** Colours of the theme, for what is drawn and cannot read them from a style sheet. */
export interface PlotColours {
  readonly text: string;
  readonly quiet: string;
  readonly line: string;
  readonly panel: string;
}

export function usePlotColours(): PlotColours {
  const theme = useStore(({ preferences }) => preferences.theme);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the style sheet's colours depend on the theme
  return useMemo(() => {
    const style = getComputedStyle(document.documentElement);
    const [text, quiet, line, panel] = ['text', 'quiet', 'line', 'panel'].map((name) =>
      style.getPropertyValue(`--${name}`),
    );
    return { text: text ?? '', quiet: quiet ?? '', line: line ?? '', panel: panel ?? '' };
  }, [theme]);
}
