import type { ExploreEvent } from '../jobs/explore.ts';

/** Says on stderr how far an edit is. */
export function reportProgress(event: ExploreEvent): void {
  const line = lineOf(event);
  if (line !== undefined) process.stderr.write(`${line}\n`);
}

function lineOf(event: ExploreEvent): string | undefined {
  switch (event.kind) {
    case 'stage':
      return event.stage;
    case 'note':
      return event.note;
    case 'step':
      return `  ${event.done} of ${event.of}: ${event.value.toFixed(4)}`;
    case 'iterate':
      return undefined;
  }
}

/** Less often than this, stages of an evaluation are told of: those of a small model go by. */
const EVERY_MS = 2000;

/** Says on stderr how far an evaluation of a large model is. */
export function reportStages(): (done: number, of: number) => void {
  let told = performance.now();
  return (done, of) => {
    if (performance.now() - told < EVERY_MS) return;
    told = performance.now();
    process.stderr.write(`    stage ${done} of ${of}\n`);
  };
}
