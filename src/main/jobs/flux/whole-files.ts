import { inspectFiles, type ModelReport } from './inspect.ts';
import type { FoundFiles, ModelFiles } from './model-files.ts';
import { ModelListError } from './registry.ts';

/**
 * The files that were found, as those of a whole model.
 * @param report what their inspection said
 * @throws ModelListError where one lacks, or cannot be used
 */
export function wholeFiles(found: FoundFiles, report = inspectFiles(found)): ModelFiles {
  const { parts, tokenizers } = found;
  const { transformer, autoencoder, clip, t5 } = parts;
  const isWhole = transformer && autoencoder && clip && t5 && tokenizers.clip && tokenizers.t5;
  if (!isWhole || !report.usable) throw new ModelListError(complaint(report));
  return {
    parts: { transformer, autoencoder, clip, t5 },
    tokenizers: { clip: tokenizers.clip, t5: tokenizers.t5 },
  };
}

/** What keeps a model from being used, in one sentence. */
function complaint({ missing, problems }: ModelReport): string {
  const lacks = missing.length > 0 ? [`it lacks ${missing.join(', ')}`] : [];
  const shown = problems.slice(0, 3);
  const more = problems.length > shown.length ? [`and ${problems.length - shown.length} more`] : [];
  return `the model cannot be used: ${[...lacks, ...shown, ...more].join('; ')}`;
}
