import { Argument, Command } from 'commander';
import { experiments, runLab } from '../jobs/lab/index.ts';
import { print } from './output.ts';

interface Options {
  readonly out: string;
  readonly json?: boolean;
}

/** `penumbra lab EXPERIMENT`: the paper's claims on toy data, where everything is known. */
export function lab(): Command {
  return new Command('lab')
    .description("measure the paper's claims on toy data, and draw what happens")
    .addArgument(
      new Argument('<experiment>', 'which').choices([...Object.keys(experiments), 'all']),
    )
    .requiredOption('--out <dir>', 'where the plots go')
    .option('--json', 'print one JSON object')
    .action(async (name: string, { out, json }: Options) => {
      const chosen = Object.entries(experiments).flatMap(([known, experiment]) =>
        name === 'all' || name === known ? [experiment] : [],
      );
      process.stderr.write('training the toy flow\n');
      // The toy is the same everywhere: small graphs, on the processor, on one thread.
      const claims = await runLab(chosen, out, { provider: 'cpu', threads: 1 });
      print(json, { claims }, () =>
        claims
          .map(
            ({ claim, measured, holds }) =>
              `${holds ? 'holds:' : 'fails:'} ${claim}\n       ${measured}`,
          )
          .join('\n'),
      );
    });
}
