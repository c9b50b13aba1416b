import { useMemo, useSyncExternalStore } from 'react';

/** Colours of the theme, for what is drawn and cannot read them from a style sheet. */
export interface PlotColours {
  readonly text: string;
  readonly quiet: string;
  readonly line: string;
  readonly panel: string;
}

export function usePlotColours(): PlotColours {
  const theme = useSyncExternalStore(followTheme, themeNow);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the style sheet's colours depend on the theme
  return useMemo(() => {
    const style = getComputedStyle(document.documentElement);
    const [text, quiet, line, panel] = ['text', 'quiet', 'line', 'panel'].map((name) =>
      style.getPropertyValue(`--${name}`),
    );
    return { text: text ?? '', quiet: quiet ?? '', line: line ?? '', panel: panel ?? '' };
  }, [theme]);
}

/** The page's own theme: the preference alone is there before the style sheet follows it, and may be the system's. */
function themeNow(): string | undefined {
  return document.documentElement.dataset['theme'];
}

function followTheme(tell: () => void): () => void {
  const observer = new MutationObserver(tell);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}
