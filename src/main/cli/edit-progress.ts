import type { ExploreEvent } from '../jobs/explore.ts';

/** Says on stderr how far an edit is. */
export function reportProgress(event: ExploreEvent): void {
  if (event.kind === 'iterate') return;
  const line =
    event.kind === 'stage'
      ? `${event.stage}\n`
      : `  ${event.done} of ${event.of}: ${event.value.toFixed(4)}\n`;
  process.stderr.write(line);
}
