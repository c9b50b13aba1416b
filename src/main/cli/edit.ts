import { existsSync } from 'node:fs';
import { join, parse } from 'node:path';
import { Command, Option } from 'commander';
import type { Provider } from '../engine/runtime/providers.ts';
import { Sessions } from '../engine/runtime/sessions.ts';
import { type EditEvent, type EditJob, type EditResult, edit as editPhoto } from '../jobs/edit.ts';
import { EMBEDDED_SETTINGS } from '../jobs/embedded-model.ts';
import { PictureError } from '../photo/photo-file.ts';
import { localSessionsOptions, providerOption } from './local-sessions.ts';
import { countNumber, number, wholeNumber } from './numbers.ts';
import { print, table } from './output.ts';

interface Options extends Omit<EditJob, 'photo' | 'out' | 'sigma' | 'fineStep' | 'lockDrift'> {
  readonly sigma?: number;
  readonly out?: string;
  readonly overwrite?: boolean;
  readonly drift?: boolean;
  readonly provider?: Provider;
  readonly json?: boolean;
}

/**
 * σ by mode. A group goes back and forth at any; below ½ it carries the difference of its pictures
 * over in proportion. A picture alone does so from ½ on.
 */
const SIGMAS: Readonly<Record<EditJob['mode'], number>> = {
  group: 0.45,
  single: EMBEDDED_SETTINGS.sigma,
};

/** `penumbra edit PHOTO --strokes PNG`: the main job without a window. */
export function edit(): Command {
  return new Command('edit')
    .description('turn rough strokes on a photo into a believable edit at its full size')
    .argument('<photo>', 'the photo; it is not changed')
    .requiredOption('--strokes <png>', "RGBA picture of the photo's aspect, painted pixels opaque")
    .option('--out <file>', 'the result; beside the photo unless told')
    .option('--overwrite', 'replace the result where it exists')
    .addOption(
      new Option('--mode <mode>', 'invert the painted photo alone, or in turns with the photo')
        .choices(['single', 'group'])
        .default('group'),
    )
    .option('--with <file>', 'a further picture for the group (repeatable)', collect, [])
    .option(
      '--sigma <s>',
      'noise level between 0 and 1: higher is freer (0.45; single 0.55)',
      number,
    )
    .option('--iterations <n>', 'of the inversion', wholeNumber, EMBEDDED_SETTINGS.iterations)
    .option(
      '--cluster <i>',
      'which alternative, from 0; that of most effect unless told',
      countNumber,
    )
    .option('--strength <a>', 'how far colours go towards the painted ones', number, 1)
    .option('--steps <n>', '0 to 5 Euler steps as a finish', countNumber, 0)
    .addOption(
      new Option('--area <area>', 'where the photo may change')
        .choices(['strokes', 'photo'])
        .default('strokes'),
    )
    .option('--feather <f>', 'soft edge of the area, a share of the longer side', number, 0.15)
    .option('--drift', 'let colour outside the strokes drift; it is held to the photo otherwise')
    .addOption(providerOption())
    .option('--json', 'print one JSON object')
    .action(async (photo: string, { json, provider, overwrite, drift, ...options }: Options) => {
      const out = options.out ?? besides(photo);
      if (existsSync(out) && !overwrite) {
        throw new PictureError(`${out} exists already. Give another --out, or --overwrite.`);
      }
      const { fineStep } = EMBEDDED_SETTINGS;
      const sigma = options.sigma ?? SIGMAS[options.mode];
      const job: EditJob = { ...options, photo, out, sigma, fineStep, lockDrift: !drift };
      const sessionOptions = await localSessionsOptions(provider);
      const sessions = new Sessions(sessionOptions);
      const stop = new AbortController();
      process.once('SIGINT', () => stop.abort(new Error('stopped; nothing was written')));
      const result = await editPhoto(job, sessions, report, stop.signal).finally(() =>
        sessions.release(),
      );
      const { mode, iterations } = job;
      const facts = { model: 'mini', provider: sessionOptions.provider, mode, sigma, iterations };
      print(json, { ...facts, ...result, out }, () => describe(result, out));
    });
}

function besides(photo: string): string {
  const { dir, name, ext } = parse(photo);
  return join(dir, `${name}-edited${ext}`);
}

function report(event: EditEvent): void {
  const line =
    event.kind === 'stage'
      ? `${event.stage}\n`
      : `  ${event.done} of ${event.of}, residual ${event.residual.toFixed(3)}\n`;
  process.stderr.write(line);
}

function describe({ clusters, chosen }: EditResult, out: string): string {
  const rows = clusters.map(({ index: i, size, likeness, effect, outside, residual }) => [
    `${i}${i === chosen ? ' *' : ''}`,
    size,
    ...[likeness, effect, outside, residual].map((value) => value.toFixed(3)),
  ]);
  const header = ['cluster', 'iterates', 'likeness', 'effect', 'outside', 'residual'];
  return `${table(header, rows)}\nwrote ${out}, cluster ${chosen}`;
}

function collect(value: string, all: readonly string[]): string[] {
  return [...all, value];
}
