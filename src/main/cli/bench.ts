import { Argument, Command } from 'commander';
import { benchEnhance } from '../../../bench/enhance.ts';
import { benchFlux } from '../../../bench/flux.ts';
import { benchGpu } from '../../../bench/gpu.ts';
import { benchGradient } from '../../../bench/gradient.ts';
import { benchInversion } from '../../../bench/inversion.ts';
import { benchModel } from '../../../bench/model.ts';
import { benchNfe } from '../../../bench/nfe.ts';
import { benchOptimiser } from '../../../bench/optimiser.ts';
import { benchPhoto } from '../../../bench/photo.ts';
import { benchProject } from '../../../bench/project.ts';
import { benchReconstruction } from '../../../bench/reconstruction.ts';
import { benchStroke } from '../../../bench/stroke.ts';
import type { SuiteResult } from '../../../bench/suite.ts';
import { benchTransfer } from '../../../bench/transfer.ts';
import { localSessionsOptions } from '../engine/runtime/local-options.ts';
import type { Provider } from '../engine/runtime/providers.ts';
import type { SessionsOptions } from '../engine/runtime/sessions.ts';
import { print, table } from './output.ts';
import { providerOption } from './provider-option.ts';
import { sayFailure } from './say-failure.ts';
import { stopSignal } from './stop-signal.ts';

interface Options {
  readonly json?: boolean;
  readonly provider?: Provider;
  readonly photos?: string;
  readonly model?: string;
}

type Suite = (session: SessionsOptions) => Promise<SuiteResult>;

const suites: Readonly<Record<string, Suite>> = {
  nfe: benchNfe,
  gradient: benchGradient,
  optimiser: benchOptimiser,
  inversion: benchInversion,
  project: benchProject,
  photo: benchPhoto,
  flux: benchFlux,
  gpu: benchGpu,
};

type PhotoSuite = (
  session: SessionsOptions,
  photos: string,
  model: string | undefined,
) => Promise<SuiteResult>;

/** Suites that measure a model on photos that are given. */
const photoSuites: Readonly<Record<string, PhotoSuite>> = {
  model: benchModel,
  reconstruction: benchReconstruction,
  stroke: benchStroke,
  transfer: benchTransfer,
  enhance: benchEnhance,
};

/** `penumbra bench SUITE`: measurements, everything that is compared side by side in one run. */
export function bench(): Command {
  const names = [...Object.keys(suites), ...Object.keys(photoSuites)];
  const withPhotos = Object.keys(photoSuites).join(', ');
  return new Command('bench')
    .description('run a benchmark; what is compared runs side by side')
    .addArgument(new Argument('<suite>', 'what to measure').choices(names))
    .option('--photos <dir>', `photos that the model was not trained on, for ${withPhotos}`)
    .option('--model <dir>', `another model than the embedded one, for ${withPhotos}`)
    .addOption(providerOption())
    .option('--json', 'print one JSON object')
    .action(async (name: string, options: Options, command: Command) => {
      const suite = suiteOf(name, options, (problem) =>
        command.error(`error: the suite ${name} ${problem}`),
      );
      const stopped = stopSignal('stopped');
      // Suites are not stopped from within. Those of large files take them away as the process ends.
      stopped.addEventListener('abort', () => process.exit(sayFailure('penumbra', stopped.reason)));
      process.stderr.write(`measuring ${name}; other work on this machine would distort it\n`);
      const result = await suite(await localSessionsOptions(options.provider));
      print(options.json, result, () => describe(result));
    });
}

/** The suite of a name, with the photos and the model that it is to measure. */
function suiteOf(
  name: string,
  { photos, model }: Options,
  fail: (problem: string) => never,
): Suite {
  const ofPhotos = photoSuites[name];
  if (ofPhotos) {
    if (photos === undefined) return fail('measures on photos: give --photos DIR');
    return (session) => ofPhotos(session, photos, model);
  }
  if (photos !== undefined || model !== undefined) fail('takes no --photos and no --model');
  return suites[name] as Suite;
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
