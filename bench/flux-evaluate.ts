import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { wholeNumber } from '../src/main/cli/numbers.ts';
import { sayFailure } from '../src/main/cli/say-failure.ts';
import { localSessionsOptions } from '../src/main/engine/runtime/local-options.ts';
import { Sessions } from '../src/main/engine/runtime/sessions.ts';
import { modelFlow } from '../src/main/engine/sampling/model-flow.ts';
import { ModelRegistry } from '../src/main/jobs/flux/registry.ts';
import { appDataFolder } from '../src/main/store/app-data.ts';
import { openRandom, pictures, privateBytes } from './flux.ts';
import { rounded } from './timing.ts';

const GIB = 2 ** 30;

interface Options {
  readonly side: number;
  readonly evaluations: number;
}

/**
 * One evaluation after the other of a model that was added, with the time of every stage and the most
 * memory, for models too large for the suites. Prints one JSON object.
 */
async function evaluate(id: string, { side, evaluations: count }: Options): Promise<void> {
  const entry = new ModelRegistry(appDataFolder()).get(id);
  const sessions = new Sessions(await localSessionsOptions('cpu'));
  let stages: number[] = [];
  let last = performance.now();
  let most = 0;
  const start = performance.now();
  const model = await openRandom(entry, side, sessions, () => {
    const now = performance.now();
    stages.push(rounded((now - last) / 1000));
    last = now;
    most = Math.max(most, privateBytes());
  });
  const textSeconds = rounded((performance.now() - start) / 1000);
  const [photo] = pictures(model);
  const flow = modelFlow(model, sessions);
  const evaluations: { seconds: number; stages: readonly number[] }[] = [];
  for (let i = 0; i < count; i++) {
    stages = [];
    last = performance.now();
    const begun = last;
    await flow.velocity(photo, 0.5);
    const seconds = rounded((performance.now() - begun) / 1000);
    evaluations.push({ seconds, stages });
    process.stderr.write(`evaluation ${i + 1}: ${seconds} s\n`);
  }
  await sessions.release();
  const peak = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  const result = {
    ...{ id, side, textSeconds, evaluations },
    privateGiB: rounded(most / GIB),
    // With the pages of mapped files, which the system takes back where it needs them.
    residentGiB: rounded((1024 * Number(peak)) / GIB),
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

await new Command('flux:evaluate')
  .description('time evaluations of an added model, stage by stage, and measure its memory')
  .argument('<id>', 'an added model')
  .option('--side <pixels>', 'of the square picture', wholeNumber, 256)
  .option('--evaluations <n>', 'how many, one after the other', wholeNumber, 2)
  .action(evaluate)
  .parseAsync()
  .catch((error: unknown) => {
    process.exitCode = sayFailure('flux:evaluate', error);
  });
