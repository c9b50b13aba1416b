import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { workingMemory } from '../engine/runtime/working-memory.ts';
import { addModel } from '../jobs/flux/add-model.ts';
import { checkHashes } from '../jobs/flux/file-hash.ts';
import { FLUX_RANK } from '../jobs/flux/flux-model.ts';
import { inspectFiles, type ModelReport } from '../jobs/flux/inspect.ts';
import { planFor } from '../jobs/flux/memory-plan.ts';
import { memoryAdvice } from '../jobs/flux/memory-words.ts';
import { findModelFiles } from '../jobs/flux/model-files.ts';
import {
  checkRoom,
  isQuantisedAlready,
  quantise,
  type TensorError,
} from '../jobs/flux/quantise.ts';
import { type ModelEntry, ModelListError, ModelRegistry } from '../jobs/flux/registry.ts';
import { wholeFiles } from '../jobs/flux/whole-files.ts';
import { gib } from '../jobs/gib.ts';
import { appDataFolder } from '../store/app-data.ts';
import { print, table } from './output.ts';
import { stopSignal } from './stop-signal.ts';

interface Options {
  readonly json?: boolean;
}

/** `penumbra model add|list|check|quantize|remove`: models that the user has on the disk. */
export function model(): Command {
  return new Command('model')
    .description('list, add, check, quantise and remove models on this machine')
    .addCommand(add())
    .addCommand(list())
    .addCommand(check())
    .addCommand(quantize())
    .addCommand(remove());
}

function add(): Command {
  return new Command('add')
    .description('add a model; its files stay where they are and are not copied')
    .argument(
      '<path...>',
      'its folder, or the files and folders of its parts; each part is taken from the first that has it',
    )
    .option('--id <id>', 'its name; by default that of its folder')
    .option('--json', 'print one JSON object')
    .action((paths: string[], { json, id: asked }: Options & { readonly id?: string }) => {
      const registry = new ModelRegistry(appDataFolder());
      const { id, report } = addModel(registry, paths, asked);
      print(json, { id, ...report }, () => `added ${id}\n${describe(report)}`);
    });
}

function list(): Command {
  return new Command('list')
    .description('list the added models')
    .option('--json', 'print one JSON object')
    .action(({ json }: Options) => {
      const models = new ModelRegistry(appDataFolder()).list();
      print(json, { models }, () =>
        models.length === 0
          ? 'none was added yet; `penumbra model add FOLDER` adds one'
          : table(
              ['id', 'family', 'added', 'transformer'],
              models.map(({ id, family, added, parts }) => [id, family, added, parts.transformer]),
            ),
      );
    });
}

function check(): Command {
  return new Command('check')
    .description(
      'check that a model is complete: every tensor by name and shape, from the headers alone',
    )
    .argument('<id-or-path...>', 'an added model, or files and folders')
    .option(
      '--hashes',
      'read all of its files, and compare their SHA-256 with those stored the first time',
    )
    .option('--json', 'print one JSON object')
    .action(async (named: string[], options: Options & { readonly hashes?: boolean }) => {
      const registry = new ModelRegistry(appDataFolder());
      const [id = ''] = named;
      const entry = named.length === 1 && registry.has(id) ? registry.get(id) : undefined;
      const found = entry ? { ...entry, problems: [], remarks: [] } : findModelFiles(named);
      const report = inspectFiles(found);
      if (!report.usable) print(options.json, report, () => describe(report));
      const files = wholeFiles(found, report);
      const plans = PLANNED.map(({ what, ...settings }) => {
        const plan = planFor(files, { width: 512, height: 512 }, settings, workingMemory());
        return { what, ...plan, advice: memoryAdvice(entry?.id ?? 'ID', plan) };
      });
      const hashes = options.hashes ? await hashed(registry, entry) : undefined;
      print(options.json, { ...report, plans, hashes }, () =>
        [
          describe(report),
          ...plans.map(({ what, advice }) => `${what} 512×512 pixels ${advice}`),
          ...(hashes ?? []).map(({ path, sha256 }) => `${sha256}  ${path}`),
        ].join('\n'),
      );
    });
}

/** What the memory need is told of. */
const PLANNED = [
  { what: 'inverting', mode: 'group', refine: 0, rank: FLUX_RANK },
  { what: 'tuning to', mode: 'finetune', refine: 0, rank: FLUX_RANK },
] as const;

/** Hashes a model's files, and says which is at hand. */
async function hashed(registry: ModelRegistry, entry: ModelEntry | undefined) {
  if (!entry) {
    throw new ModelListError(
      'hashes are stored only for added models: run `penumbra model add` first',
    );
  }
  let at = '';
  const tell = (path: string) => {
    if (path !== at) process.stderr.write(`hashing ${path}\n`);
    at = path;
  };
  const signal = stopSignal('stopped; no hash was stored or compared');
  return checkHashes(registry, entry.id, tell, signal);
}

/** The parts that are large. */
const QUANTISED_PARTS = ['transformer', 't5'] as const;

function quantize(): Command {
  return new Command('quantize')
    .description(
      'write the transformer and T5 of a model in 8 or 4 bits, a half or a quarter of their size; a stopped run resumes where it was',
    )
    .argument('<id>', 'an added model')
    .option('--bits <n>', 'bits per weight: 4 or 8', bitsOf, 4)
    .requiredOption('--out <dir>', 'folder for the files')
    .option('--as <id>', 'name of the new model; by default the old one with -q4 or -q8')
    .option('--json', 'print one JSON object')
    .action(async (id: string, options: QuantizeOptions) => {
      const { bits, out, as = `${id}-q${bits}`, json } = options;
      const registry = new ModelRegistry(appDataFolder());
      const entry = registry.get(id);
      registry.refuseTaken(as);
      mkdirSync(out, { recursive: true });
      const signal = stopSignal(`stopped. The same command resumes from what is in ${out}`);
      const parts = { ...entry.parts };
      const written: Written[] = [];
      const jobs = QUANTISED_PARTS.map((part) => {
        const path = join(resolve(out), `${id}-${part}-q${bits}.safetensors`);
        const job = { path: entry.parts[part], out: path, bits };
        return { part, job, isDone: isQuantisedAlready(job) };
      });
      checkRoom(jobs.filter(({ isDone }) => !isDone).map(({ job }) => job));
      for (const { part, job, isDone } of jobs) {
        const errors = isDone ? [] : await quantise(job, reportTensor(part), signal);
        written.push({ part, path: job.out, errors });
        parts[part] = job.out;
      }
      const added = registry.add(as, entry.family, { ...entry, parts });
      print(json, { id: added.id, parts: written }, () =>
        [
          ...written.map(({ part, path, errors }) => `${part}: ${path}${describeErrors(errors)}`),
          `added ${added.id}`,
        ].join('\n'),
      );
    });
}

/** A part that was quantised. */
interface Written {
  readonly part: (typeof QUANTISED_PARTS)[number];
  readonly path: string;
  readonly errors: readonly TensorError[];
}

interface QuantizeOptions extends Options {
  readonly bits: 4 | 8;
  readonly out: string;
  readonly as?: string;
}

function bitsOf(text: string): 4 | 8 {
  if (text === '4') return 4;
  if (text === '8') return 8;
  throw new InvalidArgumentError('Choose 4 or 8.');
}

/** Says on stderr which weight is at hand, every hundredth. */
function reportTensor(part: string) {
  return (done: number, of: number, tensor: string) => {
    const isTold = Math.floor((100 * done) / of) > Math.floor((100 * (done - 1)) / of);
    if (isTold) process.stderr.write(`${part} ${done + 1} of ${of}: ${tensor}\n`);
  };
}

function describeErrors(errors: readonly TensorError[]): string {
  if (errors.length === 0) return ', which already exists';
  const sorted = errors.toSorted((a, b) => b.error - a.error);
  const mean = errors.reduce((sum, { error }) => sum + error, 0) / errors.length;
  const percent = (error: number) => `${(100 * error).toFixed(2)} %`;
  const [worst] = sorted as [TensorError];
  return `, ${errors.length} weights off by ${percent(mean)} on average, at most ${percent(worst.error)} (${worst.tensor})`;
}

function remove(): Command {
  return new Command('remove')
    .description('forget a model; its files stay')
    .argument('<id>', 'its name')
    .option('--json', 'print one JSON object')
    .action((id: string, { json }: Options) => {
      const { parts } = new ModelRegistry(appDataFolder()).remove(id);
      print(json, { id }, () => `forgot ${id}; ${parts.transformer} and the other files stay`);
    });
}

function describe(report: ModelReport): string {
  const { family, licence, parts, tokenizers, missing, problems, remarks } = report;
  const rows = parts.map(({ part, layout, types, parameters, bytes, path }) => [
    part,
    layout,
    types.join(' '),
    `${(parameters / 1e6).toFixed(1)} M`,
    gib(bytes),
    path,
  ]);
  return [
    `${family ?? 'no transformer'}${licence ? `, licence ${licence}` : ''}`,
    table(['part', 'layout', 'stored as', 'weights', 'size', 'file'], rows),
    ...Object.entries(tokenizers).map(([name, folder]) => `tokenizer of ${name}: ${folder}`),
    ...missing.map((what) => `missing: ${what}`),
    ...problems.map((problem) => `problem: ${problem}`),
    ...remarks.map((remark) => `was left out: ${remark}`),
  ].join('\n');
}
