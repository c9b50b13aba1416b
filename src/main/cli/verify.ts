import { Command } from 'commander';
import { localSessionsOptions } from '../engine/runtime/local-options.ts';
import type { Provider } from '../engine/runtime/providers.ts';
import { Sessions } from '../engine/runtime/sessions.ts';
import { EngineError } from '../engine/runtime/tensor.ts';
import type { Check } from '../engine/verify/check.ts';
import { type Verification, verify as verifyFolder } from '../engine/verify/verify.ts';
import { print, table } from './output.ts';
import { providerOption } from './provider-option.ts';

interface Options {
  readonly json?: boolean;
  readonly provider?: Provider;
}

/** `penumbra verify DIR`: do our models compute what the official ones compute? */
export function verify(): Command {
  return new Command('verify')
    .description('run the models against a folder of reference vectors')
    .argument('<dir>', 'folder with reference sets (X.json, X.ref.safetensors, …)')
    .addOption(providerOption())
    .option('--json', 'print one JSON object')
    .action(async (folder: string, { json, provider }: Options) => {
      const sessions = new Sessions(await localSessionsOptions(provider));
      const tell = (name: string) => process.stderr.write(`verifying ${name}\n`);
      const report = await verifyFolder(folder, sessions, tell).finally(() => sessions.release());
      print(json, report, () => describe(report));
      const failed = report.checks.filter(({ ok }) => !ok);
      if (failed.length > 0) {
        const first = failed[0] ? failure(failed[0]) : '';
        throw new EngineError(
          `${failed.length} of ${report.checks.length} checks failed, the first: ${first}`,
        );
      }
      if (!report.ok) throw new EngineError(`${folder} has no set that is supported`);
    });
}

/** Every set in a line, with its worst check; failed checks each in a line of their own. */
function describe({ checks, unsupported }: Verification): string {
  const bySet = Map.groupBy(checks, ({ set }) => set);
  const rows = [...bySet].map(([set, all]) => {
    // A check without a comparison has no numbers: it is the worst there can be.
    const worst = all.reduce((a, b) =>
      a.error || b.relative / b.bound <= a.relative / a.bound ? a : b,
    );
    const passed = all.filter(({ ok }) => ok).length;
    return [
      set,
      `${passed} of ${all.length}`,
      worst.name,
      worst.relative.toExponential(1),
      worst.bound.toExponential(1),
    ];
  });
  const lines = [table(['set', 'passed', 'worst check', 'relative', 'bound'], rows)];
  for (const check of checks.filter(({ ok }) => !ok)) lines.push(`FAILED ${failure(check)}`);
  for (const set of unsupported) lines.push(`unsupported ${set}`);
  return lines.join('\n');
}

function failure({ set, name, relative, bound, error }: Check): string {
  const why = error ?? `differs by ${relative.toExponential(1)}, bound ${bound.toExponential(1)}`;
  return `${set} ${name}: ${why}`;
}
