import { existsSync } from 'node:fs';
import { parse } from 'node:path';
import { Command, Option } from 'commander';
import { localSessionsOptions } from '../engine/runtime/local-options.ts';
import type { Provider } from '../engine/runtime/providers.ts';
import { Sessions } from '../engine/runtime/sessions.ts';
import { EMBEDDED_MODEL } from '../jobs/embedded-model.ts';
import {
  ENHANCE_DEFAULTS,
  type EnhanceEvent,
  type EnhanceJob,
  enhance as enhancePhoto,
} from '../jobs/enhance.ts';
import { number, orWord, wholeNumber } from './numbers.ts';
import { print } from './output.ts';
import { OUT_HELP, outputFile, refuseExisting } from './output-file.ts';
import { providerOption } from './provider-option.ts';
import { NOTHING_WRITTEN, stopSignal } from './stop-signal.ts';
import { type WriteFlags, withWriteOptions, writeOptions } from './write-options.ts';

interface Options extends Omit<EnhanceJob, 'photo' | 'out' | 'write'>, WriteFlags {
  readonly out?: string;
  readonly overwrite?: boolean;
  readonly provider?: Provider;
  readonly json?: boolean;
}

/** `penumbra enhance PHOTO`: less noise and blur, at the photo's own scale. */
export function enhance(): Command {
  const command = new Command('enhance')
    .description('remove noise and blur from a photo at its full size')
    .argument('<photo>', 'the photo; it is not changed')
    .option(
      '--augmented <file>',
      "an enhanced version with the photo's aspect, instead of the built-in one",
    )
    .option('--out <file>', OUT_HELP)
    .option('--overwrite', 'replace the result if it exists')
    .option(
      '--strength <a>',
      'share of the change that is made; 1 is all of it',
      number,
      ENHANCE_DEFAULTS.strength,
    )
    .option(
      '--sigma <s>',
      "noise level of the inversion, or auto: from the photo's own noise",
      orWord('auto', number),
      ENHANCE_DEFAULTS.sigma,
    )
    .option(
      '--iterations <n>',
      'iterations of the inversion',
      wholeNumber,
      ENHANCE_DEFAULTS.iterations,
    )
    .addOption(
      new Option('--model <dir>', 'a model that was trained here').default(
        EMBEDDED_MODEL,
        'the embedded one',
      ),
    )
    .addOption(providerOption())
    .option('--json', 'print one JSON object');
  return withWriteOptions(command).action(async (photo: string, options: Options) => {
    const { json, provider: asked, overwrite, ...given } = options;
    const out = outputFile(given.out, photo, 'enhanced', existsSync);
    refuseExisting([out], overwrite);
    const job: EnhanceJob = { ...given, photo, out, write: writeOptions(options) };
    const sessionOptions = await localSessionsOptions(asked);
    const sessions = new Sessions(sessionOptions);
    const signal = stopSignal(NOTHING_WRITTEN);
    try {
      const result = await enhancePhoto(job, sessions, reportProgress, signal);
      const facts = { model: parse(job.model).base, provider: sessionOptions.provider };
      print(json, { ...facts, ...result, out }, () =>
        [
          ...result.notes,
          `noise ${result.noise.toFixed(1)} of 255, σ ${result.sigma.toFixed(3)}, ${result.tiles} tiles; wrote ${out}`,
        ].join('\n'),
      );
    } finally {
      await sessions.release();
    }
  });
}

/** Says on stderr how far it is. */
function reportProgress(event: EnhanceEvent): void {
  const line =
    event.kind === 'stage' ? `${event.stage}\n` : `  tile ${event.done} of ${event.of}\n`;
  process.stderr.write(line);
}
