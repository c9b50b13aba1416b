import { basename, resolve } from 'node:path';
import { Command } from 'commander';
import { hashFiles } from '../jobs/flux/file-hash.ts';
import { inspectFiles, inspectModel, type ModelReport } from '../jobs/flux/inspect.ts';
import { findModelFiles } from '../jobs/flux/model-files.ts';
import { type ModelEntry, ModelListError, ModelRegistry } from '../jobs/flux/registry.ts';
import { appDataFolder } from '../store/app-data.ts';
import { print, table } from './output.ts';
import { stopSignal } from './output-file.ts';

interface Options {
  readonly json?: boolean;
}

/** `penumbra model add|list|check|remove`: models that the user has on the disk. */
export function model(): Command {
  return new Command('model')
    .description('models on this machine: which there are, and whether they are whole')
    .addCommand(add())
    .addCommand(list())
    .addCommand(check())
    .addCommand(remove());
}

function add(): Command {
  return new Command('add')
    .description('make a model known; its files stay where they are, and are not copied')
    .argument(
      '<path...>',
      'its folder, or the files and folders of its parts; the first that has a part counts',
    )
    .option('--id <id>', 'name to call it by; that of its folder unless told')
    .option('--json', 'print one JSON object')
    .action((paths: string[], { json, id: asked }: Options & { readonly id?: string }) => {
      const registry = new ModelRegistry(appDataFolder());
      const report = inspectModel(paths);
      if (!report.usable) throw new ModelListError(complaint(report));
      const id = asked ?? basename(resolve(paths[0] ?? '')).replace(/\.safetensors$/, '');
      const entry = registry.add(id, report.family ?? '', findModelFiles(paths));
      print(json, { id: entry.id, ...report }, () => `added ${entry.id}\n${describe(report)}`);
    });
}

function list(): Command {
  return new Command('list')
    .description('the models that were added')
    .option('--json', 'print one JSON object')
    .action(({ json }: Options) => {
      const models = new ModelRegistry(appDataFolder()).list();
      print(json, { models }, () =>
        models.length === 0
          ? 'none was added: `penumbra model add FOLDER` does'
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
      'whether a model is whole: every tensor by its name and shape, from the headers alone',
    )
    .argument('<id-or-path...>', 'a model that was added, or files and folders')
    .option(
      '--hashes',
      'read all of its files, and compare their SHA-256 with those of the first time',
    )
    .option('--json', 'print one JSON object')
    .action(async (named: string[], options: Options & { readonly hashes?: boolean }) => {
      const registry = new ModelRegistry(appDataFolder());
      const [id = ''] = named;
      const entry = named.length === 1 && registry.has(id) ? registry.get(id) : undefined;
      const report = entry ? inspectFiles(entry) : inspectModel(named);
      if (!report.usable) {
        print(options.json, report, () => describe(report));
        throw new ModelListError(complaint(report));
      }
      const hashes = options.hashes ? await hashed(registry, entry) : undefined;
      print(options.json, { ...report, hashes }, () =>
        [describe(report), ...(hashes ?? []).map(({ path, sha256 }) => `${sha256}  ${path}`)].join(
          '\n',
        ),
      );
    });
}

/** Hashes a model's files; the first time they are kept, later they must be the same. */
async function hashed(registry: ModelRegistry, entry: ModelEntry | undefined) {
  if (!entry) {
    throw new ModelListError(
      'hashes are kept of models that were added: `penumbra model add` first',
    );
  }
  const tell = (path: string) => process.stderr.write(`hashing ${path}\n`);
  const files = await hashFiles(entry, tell, stopSignal());
  const changed = files.find(({ sha256, kept }) => kept !== undefined && kept !== sha256);
  if (changed) {
    throw new ModelListError(
      `${changed.path} is not what it was: its SHA-256 is ${changed.sha256}, and was ${changed.kept}. Download it again.`,
    );
  }
  registry.keepHashes(
    entry.id,
    Object.fromEntries(files.map(({ path, sha256 }) => [path, sha256])),
  );
  return files;
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

/** What keeps a model from being used, in one sentence. */
function complaint({ missing, problems }: ModelReport): string {
  const lacks = missing.length > 0 ? [`it lacks ${missing.join(', ')}`] : [];
  const shown = problems.slice(0, 3);
  const more = problems.length > shown.length ? [`and ${problems.length - shown.length} more`] : [];
  return `the model cannot be used: ${[...lacks, ...shown, ...more].join('; ')}`;
}

function describe({ family, licence, parts, tokenizers, missing, problems }: ModelReport): string {
  const rows = parts.map(({ part, layout, types, parameters, bytes, path }) => [
    part,
    layout,
    types.join(' '),
    `${(parameters / 1e6).toFixed(1)} M`,
    `${(bytes / 2 ** 30).toFixed(2)} GiB`,
    path,
  ]);
  return [
    `${family ?? 'no transformer'}${licence ? `, licence ${licence}` : ''}`,
    table(['part', 'layout', 'stored as', 'weights', 'size', 'file'], rows),
    ...Object.entries(tokenizers).map(([name, folder]) => `tokenizer of ${name}: ${folder}`),
    ...missing.map((what) => `missing: ${what}`),
    ...problems.map((problem) => `problem: ${problem}`),
  ].join('\n');
}
