import type { Command } from 'commander';
import { localSessionsOptions } from '../engine/runtime/local-options.ts';
import type { Provider } from '../engine/runtime/providers.ts';
import { Sessions } from '../engine/runtime/sessions.ts';
import {
  type Replay,
  type ReplayedRun,
  type ReplayJob,
  replay as replayEdit,
} from '../jobs/replay.ts';
import { checkWritable } from '../photo/write-photo.ts';
import { version } from '../version.ts';
import { reportProgress, reportStages } from './edit-progress.ts';
import { wholeNumber } from './numbers.ts';
import { openToRead } from './open-to-read.ts';
import { print } from './output.ts';
import { refuseExisting } from './output-file.ts';
import { providerOption } from './provider-option.ts';
import { NOTHING_WRITTEN, stopSignal } from './stop-signal.ts';
import { type WriteFlags, withWriteOptions, writeOptions } from './write-options.ts';

interface Options extends Omit<ReplayJob, 'photo' | 'out' | 'model' | 'write'>, WriteFlags {
  readonly photo?: number;
  readonly out?: string;
  readonly model?: string;
  readonly overwrite?: boolean;
  readonly provider?: Provider;
  readonly json?: boolean;
}

/** Adds `penumbra project replay FILE --edit N` to the `project` commands. */
export function addReplay(group: Command): void {
  const command = group
    .command('replay <file>')
    .usage('[options] <file> --edit <n>')
    .description('compute the result after an edit again, and compare it with the stored one')
    .requiredOption('--edit <n>', 'number of the edit in the history', wholeNumber)
    .option('--photo <n>', 'number of the photo, if there are results of several', wholeNumber)
    .option('--out <file>', 'write the result')
    .option('--overwrite', 'replace the result if it exists')
    .option(
      '--model <id>',
      'an added model (`penumbra model add`), or the folder of one that was trained here; by default that of the run',
    )
    .addOption(providerOption())
    .option('--json', 'print one JSON object');
  withWriteOptions(command).action(replay);
}

async function replay(file: string, options: Options): Promise<void> {
  const { edit, photo, out, overwrite, model, json } = options;
  const write = writeOptions(options);
  if (out !== undefined) {
    checkWritable(out, write);
    refuseExisting([out], overwrite);
  }
  const sessionOptions = await localSessionsOptions(options.provider);
  const project = openToRead(file);
  const sessions = new Sessions(sessionOptions);
  const signal = stopSignal(NOTHING_WRITTEN);
  try {
    const job = { edit, photo, out, model, write };
    const result = await replayEdit(project, job, sessions, reportProgress, signal, reportStages());
    const here = { provider: sessionOptions.provider, app: version };
    const isEqual = result.differing === 0 && result.damaged === 0;
    print(json, { ...result, equal: isEqual, here, out }, () => describe(result, here, out));
    // Another provider or version rounds in other places.
    const wrong = result.runs.find(
      (run) => run.differing > 0 && here.provider === run.provider && here.app === run.app,
    );
    if (wrong) {
      throw new Error(
        `run ${wrong.run} gives a different result, though provider and version are the same`,
      );
    }
    if (result.damaged > 0) {
      throw new Error(
        `${file} is damaged in ${result.damaged} of the latents, which nothing can be said of; \`penumbra project check\` names what is damaged`,
      );
    }
  } finally {
    await sessions.release();
    project.close();
  }
}

type Origin = Pick<ReplayedRun, 'provider' | 'app'>;

function describe({ runs, notes }: Replay, here: Origin, out: string | undefined): string {
  const lines = runs.map(({ run, latents, damaged, differing, furthest, provider, app }) => {
    const whole = latents - damaged;
    const most =
      furthest === null
        ? 'some of them in size or in values that are not finite'
        : `by ${furthest.toPrecision(2)} at most`;
    const compared =
      differing === 0
        ? `all ${whole} latents of run ${run} are the same`
        : `${differing} of ${whole} latents of run ${run} differ, ${most}`;
    const lost = damaged === 0 ? '' : `, and ${damaged} more cannot be read`;
    return `${compared}${lost} (made by Penumbra ${app} on ${provider}, replayed by ${here.app} on ${here.provider})`;
  });
  return [...notes, ...lines, ...(out ? [`wrote ${out}`] : [])].join('\n');
}
