import { Command, CommanderError } from 'commander';
import { version } from '../version.ts';
import { bench } from './bench.ts';
import { doctor } from './doctor.ts';
import { edit } from './edit.ts';
import { enhance } from './enhance.ts';
import { lab } from './lab.ts';
import { model } from './model.ts';
import { project } from './project.ts';
import { sayFailure } from './say-failure.ts';
import { train } from './train.ts';
import { verify } from './verify.ts';

const DONE = 0;
const WRONG_USAGE = 2;

/**
 * Runs the `penumbra` command.
 * @param argv as in `process.argv`
 * @returns the exit status: 0 done, 1 failed (one sentence on stderr says why), 2 wrong usage
 */
export async function run(argv: readonly string[]): Promise<number> {
  const program = new Command('penumbra')
    .description('Offline photo editor: the command line.')
    .version(version)
    .exitOverride()
    .showHelpAfterError('(see --help)');
  for (const command of [
    edit(),
    enhance(),
    doctor(),
    verify(),
    train(),
    bench(),
    lab(),
    project(),
    model(),
  ]) {
    inherit(command, program);
    program.addCommand(command);
  }
  try {
    await program.parseAsync(argv);
    return DONE;
  } catch (error) {
    // Commander has said what was wrong with the usage, or printed the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? DONE : WRONG_USAGE;
    return sayFailure(program.name(), error);
  }
}

/** Gives a command, and those within it, the settings of the one it belongs to. */
function inherit(command: Command, parent: Command): void {
  command.copyInheritedSettings(parent);
  for (const nested of command.commands) inherit(nested, command);
}
