import { createRequire } from 'node:module';
import { arch, availableParallelism, type } from 'node:os';
import { Command } from 'commander';
import { EMBEDDED_ID } from '../../document/controls.ts';
import { bestOf, probeAll } from '../engine/runtime/providers.ts';
import { workingMemory } from '../engine/runtime/working-memory.ts';
import { ModelListError, ModelRegistry } from '../jobs/flux/registry.ts';
import { gib } from '../jobs/gib.ts';
import { appDataFolder } from '../store/app-data.ts';
import { version } from '../version.ts';
import { print } from './output.ts';

/** `penumbra doctor`: what this machine offers, and what Penumbra would use of it. */
export function doctor(): Command {
  return new Command('doctor')
    .description('versions, execution providers and models: what is found, and what would be used')
    .option('--json', 'print one JSON object')
    .action(async ({ json }: { json?: boolean }) => {
      const report = await examine();
      print(json, report, () => describe(report));
    });
}

type Report = Awaited<ReturnType<typeof examine>>;

async function examine() {
  const versionOf = (name: string): string =>
    createRequire(import.meta.url)(`${name}/package.json`).version;
  const providers = await probeAll();
  return {
    versions: {
      penumbra: version,
      node: process.versions.node,
      'onnxruntime-node': versionOf('onnxruntime-node'),
    },
    machine: {
      system: `${type()} ${arch()}`,
      cores: availableParallelism(),
      memoryBytes: workingMemory().bytes,
    },
    providers,
    chosen: bestOf(providers),
    ...knownModels(),
  };
}

/** The models, and what keeps the list of added ones from being read. */
function knownModels() {
  try {
    const added = new ModelRegistry(appDataFolder()).list().map(({ id }) => id);
    return { models: [EMBEDDED_ID, ...added], problem: null };
  } catch (error) {
    if (!(error instanceof ModelListError)) throw error;
    return { models: [EMBEDDED_ID], problem: error.message };
  }
}

function describe({ versions, machine, providers, chosen, models, problem }: Report): string {
  const lines = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  lines.push(`${machine.system}, ${machine.cores} cores, ${gib(machine.memoryBytes)}`);
  for (const { provider, available, detail, gpuBytes } of providers) {
    const memory = gpuBytes === undefined ? '' : `; its GPU has ${gib(gpuBytes)}`;
    lines.push(`${available ? 'found    ' : 'not found'} ${provider}: ${detail}${memory}`);
  }
  lines.push(`would use ${chosen.provider}: ${chosen.reason}`);
  lines.push(`models: ${models.join(', ')}`);
  if (problem !== null) lines.push(problem);
  return lines.join('\n');
}
