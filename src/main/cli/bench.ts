import { Argument, Command } from 'commander';
import { benchGradient } from '../../../bench/gradient.ts';
import { benchNfe } from '../../../bench/nfe.ts';
import { benchOptimiser } from '../../../bench/optimiser.ts';
import { benchProject } from '../../../bench/project.ts';
import type { SuiteResult } from '../../../bench/suite.ts';
import type { Provider } from '../engine/runtime/providers.ts';
import type { SessionOptions } from '../engine/runtime/session.ts';
import { localSessionsOptions, providerOption } from './local-sessions.ts';
import { print, table } from './output.ts';

interface Options {
  readonly json?: boolean;
  readonly provider?: Provider;
}

const suites: Readonly<Record<string, (options: SessionOptions) => Promise<SuiteResult>>> = {
  nfe: benchNfe,
  gradient: benchGradient,
  optimiser: benchOptimiser,
  project: benchProject,
};

/** `penumbra bench SUITE`: measurements, everything that is compared side by side in one run. */
export function bench(): Command {
  const names = Object.keys(suites);
  return new Command('bench')
    .description('measure; what is compared runs side by side')
    .addArgument(new Argument('<suite>', 'what to measure').choices(names))
    .addOption(providerOption())
    .option('--json', 'print one JSON object')
    .action(async (name: string, { json, provider }: Options) => {
      const suite = suites[name];
      if (!suite) return;
      process.stderr.write(`measuring ${name}; other work on this machine would falsify it\n`);
      const result = await suite(await localSessionsOptions(provider));
      print(json, result, () => describe(result));
    });
}

function describe({ machine, rows }: SuiteResult): string {
  const header = Object.keys(rows[0] ?? {});
  const cells = rows.map((row) => Object.values(row) as (string | number)[]);
  const { processor, cores, memoryGiB, system, node } = machine;
  return [
    `${processor}, ${cores} cores, ${memoryGiB} GiB, ${system}, Node ${node}`,
    table(header, cells),
  ].join('\n');
}
