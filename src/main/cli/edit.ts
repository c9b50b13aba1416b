import { existsSync } from 'node:fs';
import { parse } from 'node:path';
import { Command, Option } from 'commander';
import { localSessionsOptions } from '../engine/runtime/local-options.ts';
import type { Provider } from '../engine/runtime/providers.ts';
import { Sessions } from '../engine/runtime/sessions.ts';
import { chooseModel } from '../jobs/chosen-model.ts';
import {
  type EditCluster,
  type EditJob,
  type EditResult,
  edit as editPhoto,
  outputsOf,
} from '../jobs/edit.ts';
import { EMBEDDED_MODEL, EMBEDDED_SETTINGS } from '../jobs/embedded-model.ts';
import { DEFAULT_SIGMAS, EXPLORE_DEFAULTS } from '../jobs/explore.ts';
import { promptFolder } from '../jobs/flux/prompt-folder.ts';
import { ModelRegistry } from '../jobs/flux/registry.ts';
import { promptsOf, promptsToCome } from '../jobs/project-prompts.ts';
import { recordEdit } from '../jobs/record-edit.ts';
import { checkFolder } from '../photo/write-photo.ts';
import { appDataFolder } from '../store/app-data.ts';
import { createProject, openProject } from '../store/open.ts';
import { version } from '../version.ts';
import { reportProgress, reportStages } from './edit-progress.ts';
import { countNumber, number, orWord, wholeNumber } from './numbers.ts';
import { print, table } from './output.ts';
import { OUT_HELP, outputFile, refuseExisting } from './output-file.ts';
import { providerOption } from './provider-option.ts';
import { NOTHING_WRITTEN, stopSignal } from './stop-signal.ts';
import { type WriteFlags, withWriteOptions, writeOptions } from './write-options.ts';

interface Options
  extends Omit<
      EditJob,
      'photo' | 'with' | 'out' | 'sigma' | 'rank' | 'fineStep' | 'lockDrift' | 'write' | 'fidelity'
    >,
    WriteFlags {
  readonly with?: readonly string[];
  readonly fidelity?: boolean;
  readonly sigma?: number | 'auto';
  readonly rank?: number | 'full';
  readonly out?: string;
  readonly overwrite?: boolean;
  readonly drift?: boolean;
  readonly project?: string;
  readonly provider?: Provider;
  readonly json?: boolean;
}

/** `penumbra edit PHOTO --strokes PNG`: the main job without a window. */
export function edit(): Command {
  const command = new Command('edit')
    .usage('[options] <photo> --strokes <png>')
    .description('turn rough strokes on a photo into a believable edit at its full size')
    .argument('<photo>', 'the photo; it is not changed')
    .requiredOption(
      '--strokes <png>',
      "RGBA picture with the photo's aspect, painted pixels opaque",
    )
    .option('--out <file>', OUT_HELP)
    .option('--overwrite', 'replace the result if it exists')
    .addOption(
      new Option(
        '--mode <mode>',
        'invert the painted photo alone (single), alternating with the photo (group), or so after fine-tuning the model to the strokes (finetune)',
      )
        .choices(['single', 'group', 'finetune'])
        .default(EXPLORE_DEFAULTS.mode),
    )
    .option(
      '--with <file>',
      'a further version of the photo for the group, relit or enhanced (repeatable)',
      collect,
    )
    .option(
      '--sigma <s>',
      `noise level, 0.3 to 0.5 for most photos, higher is freer (${DEFAULT_SIGMAS.group}; single ${DEFAULT_SIGMAS.single}), or auto: found from where the photo oscillates`,
      orWord('auto', number),
    )
    .option(
      '--iterations <n>',
      'iterations of the inversion',
      wholeNumber,
      EMBEDDED_SETTINGS.iterations,
    )
    .option(
      '--cluster <i>',
      'which alternative, from 0, or mean; by default the one with the most effect',
      orWord('mean', countNumber),
    )
    .option(
      '--strength <a>',
      'how far colours of the photo go towards the painted ones; 1 is all the way',
      number,
      EXPLORE_DEFAULTS.strength,
    )
    .option('--steps <n>', '0 to 5 Euler steps as a finish', countNumber, EXPLORE_DEFAULTS.steps)
    .option(
      '--refine <n>',
      'steps of optimisation towards the strokes',
      countNumber,
      EXPLORE_DEFAULTS.refine,
    )
    .option(
      '--rank <r>',
      `rank of what tuning adds to the weights: full, or a number; by default ${EXPLORE_DEFAULTS.rank} for the embedded model`,
      orWord('full', wholeNumber),
    )
    .option('--tuned <file>', 'invert with weights that were tuned before, instead of tuning')
    .option('--save-tuned <file>', 'save the weights that --mode finetune makes')
    .addOption(
      new Option('--area <area>', 'where the photo may change')
        .choices(['strokes', 'photo'])
        .default(EXPLORE_DEFAULTS.area),
    )
    .option(
      '--feather <f>',
      'soft edge of the area, a share of the longer side',
      number,
      EXPLORE_DEFAULTS.feather,
    )
    .option(
      '--softness <s>',
      'how far light spreads, a share of the longer side; 0.02 keeps to the shape that the model found',
      number,
      EXPLORE_DEFAULTS.softness,
    )
    .option('--drift', 'let colour outside the strokes drift; otherwise it is held to the photo')
    .option('--project <file>', 'record the edit in a project file, which is created if missing')
    .option('--report <dir>', 'write a page of the clusters and plots of the trajectory')
    .addOption(
      new Option(
        '--model <id>',
        'an added model (`penumbra model add`), or the folder of one that was trained here',
      ).default(EMBEDDED_MODEL, 'the embedded one'),
    )
    .option('--prompt <text>', 'description of the result, for models that take text')
    .option(
      '--model-size <pixels>',
      "longer side at which the edit is computed; the model's own by default",
      wholeNumber,
    )
    .option('--fidelity', 'compare the result with the photo pixel by pixel, in a file beside it')
    .addOption(providerOption())
    .option('--json', 'print one JSON object');
  return withWriteOptions(command).action(
    async (photo: string, options: Options, command: Command) => {
      const { json, provider: asked, overwrite, drift, project: path, ...given } = options;
      if (
        command.getOptionValueSource('rank') === 'cli' &&
        (given.mode !== 'finetune' || given.tuned)
      ) {
        command.error(
          'error: --rank applies to weights that this run tunes: it needs --mode finetune, and no --tuned',
        );
      }
      const registry = new ModelRegistry(appDataFolder());
      const { fineStep, rank } = chooseModel(given.model, registry).settings;
      const sigma = given.sigma ?? DEFAULT_SIGMAS[given.mode];
      const settings = {
        ...{ ...given, with: given.with ?? [] },
        ...{ photo, sigma, fineStep, lockDrift: !drift, rank: given.rank ?? rank },
        ...{ fidelity: Boolean(given.fidelity), write: writeOptions(options) },
      };
      const out = outputFile(given.out, photo, 'edited', (path) =>
        outputsOf({ ...settings, saveTuned: undefined, out: path }).some((file) =>
          existsSync(file),
        ),
      );
      const job: EditJob = { ...settings, out };
      refuseExisting(outputsOf(job), overwrite);
      const sessionOptions = await localSessionsOptions(asked);
      const { provider } = sessionOptions;
      // An old project is opened before the work, so that one that cannot be written does not waste it;
      // a new one is made after it, so that a failure leaves none behind.
      if (path !== undefined) checkFolder(path);
      const old = path !== undefined && existsSync(path) ? openProject(path) : undefined;
      let project = old;
      const folder = promptFolder(appDataFolder());
      const toCome = promptsToCome(folder);
      const prompts = old ? promptsOf(() => old, folder) : toCome;
      const sessions = new Sessions(sessionOptions);
      const signal = stopSignal(NOTHING_WRITTEN);
      try {
        const made = await editPhoto(
          job,
          sessions,
          reportProgress,
          signal,
          reportStages(),
          prompts,
        );
        if (path !== undefined && !project) {
          project = createProject(path);
          toCome.copyTo(project);
        }
        const origin = { provider, app: version };
        const edit = project && (await recordEdit(project, job, made, origin));
        const { mode, iterations } = job;
        const { chosen, ...result } = made.result;
        const facts = { model: parse(job.model).base, provider, mode, iterations };
        print(json, { ...facts, ...result, chosen: chosen.index, result: chosen, edit, out }, () =>
          [
            describe(made.result, job),
            ...(edit ? [`recorded as edit ${edit} of ${path}`] : []),
          ].join('\n'),
        );
      } finally {
        await sessions.release();
        project?.close();
      }
    },
  );
}

function describe({ clusters, chosen, sigma, notes }: EditResult, { out }: EditJob): string {
  const row = (cluster: EditCluster) => {
    const { index, size, likeness, effect, outside, residual } = cluster;
    return [
      `${cluster === chosen && !clusters.includes(cluster) ? 'result' : index}${cluster === chosen ? ' *' : ''}`,
      size,
      ...[likeness, effect, outside, residual].map((value) => value.toFixed(3)),
    ];
  };
  const header = ['cluster', 'iterates', 'likeness', 'effect', 'outside', 'residual'];
  const shown = clusters.includes(chosen) ? clusters : [...clusters, chosen];
  const last = `σ ${sigma}; wrote ${out}, from ${chosen.index}`;
  return [...notes, table(header, shown.map(row)), last].join('\n');
}

function collect(value: string, all: readonly string[] = []): string[] {
  return [...all, value];
}
