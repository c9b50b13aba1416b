import { Argument, Command } from 'commander';
import { benchGradient } from '../../../bench/gradient.ts';
import { benchInversion } from '../../../bench/inversion.ts';
import { benchModel } from '../../../bench/model.ts';
import { benchNfe } from '../../../bench/nfe.ts';
import { benchOptimiser } from '../../../bench/optimiser.ts';
import { benchProject } from '../../../bench/project.ts';
import { benchReconstruction } from '../../../bench/reconstruction.ts';
import type { SuiteResult } from '../../../bench/suite.ts';
import type { Provider } from '../engine/runtime/providers.ts';
import type { SessionOptions } from '../engine/runtime/session.ts';
import { localSessionsOptions, providerOption } from './local-sessions.ts';
import { print, table } from './output.ts';

interface Options {
  readonly json?: boolean;
  readonly provider?: Provider;
  readonly photos?: string;
  readonly model?: string;
}

type Suite = (session: SessionOptions, options: Options) => Promise<SuiteResult>;

const suites: Readonly<Record<string, Suite>> = {
  nfe: benchNfe,
  gradient: benchGradient,
  optimiser: benchOptimiser,
  inversion: benchInversion,
  project: benchProject,
  model: (session, { photos, model }) => benchModel(session, photos ?? '', model),
  reconstruction: (session, { photos }) => benchReconstruction(session, photos ?? ''),
};

/** Suites that measure on photos that are given. */
const OF_PHOTOS = new Set(['model', 'reconstruction']);

/** `penumbra bench SUITE`: measurements, everything that is compared side by side in one run. */
export function bench(): Command {
  const names = Object.keys(suites);
  return new Command('bench')
    .description('measure; what is compared runs side by side')
    .addArgument(new Argument('<suite>', 'what to measure').choices(names))
    .option(
      '--photos <dir>',
      'photos that the model was not trained on, for model and reconstruction',
    )
    .option('--model <dir>', 'another model than the embedded one, for the suite model')
    .addOption(providerOption())
    .option('--json', 'print one JSON object')
    .action(async (name: string, options: Options, command: Command) => {
      const suite = suites[name];
      if (!suite) return;
      const isOfPhotos = OF_PHOTOS.has(name);
      if (isOfPhotos !== (options.photos !== undefined)) {
        const problem = isOfPhotos ? 'measures on photos: give --photos DIR' : 'takes no --photos';
        command.error(`error: the suite ${name} ${problem}`);
      }
      process.stderr.write(`measuring ${name}; other work on this machine would falsify it\n`);
      const result = await suite(await localSessionsOptions(options.provider), options);
      print(options.json, result, () => describe(result));
    });
}

function describe({ machine, rows, suite: _suite, ...more }: SuiteResult): string {
  const flat = rows.map(flatten);
  const header = Object.keys(flat[0] ?? {});
  const cells = flat.map((row) => Object.values(row));
  const { processor, cores, memoryGiB, system, node } = machine;
  return [
    `${processor}, ${cores} cores, ${memoryGiB} GiB, ${system}, Node ${node}`,
    table(header, cells),
    ...Object.entries(flatten(more)).map(([name, value]) => `${name} ${value}`),
  ].join('\n');
}

/** Figures within figures under both names: `classical.slidingDct`. */
function flatten(row: object): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(row).flatMap(([name, value]) =>
      typeof value === 'object' && value !== null
        ? Object.entries(flatten(value)).map(([inner, cell]) => [`${name}.${inner}`, cell])
        : [[name, value]],
    ),
  );
}
