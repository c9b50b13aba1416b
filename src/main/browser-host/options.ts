import { realpathSync, statSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import { countNumber } from '../cli/numbers.ts';

export interface BrowserHostOptions {
  /** 0 for any that is free. */
  readonly port: number;
  /** Whether a browser is opened, where there is a display. */
  readonly open: boolean;
  /** Photos and projects to offer: where it is once links are followed. */
  readonly folder?: string;
}

/** A command with the options of the browser host. */
export function withBrowserOptions(command: Command): Command {
  return command
    .option('--port <n>', 'port; 0 takes any free one', portNumber, 0)
    .option('--folder <dir>', 'photos and projects to offer; exports go there', existingFolder)
    .option('--no-open', 'do not open a browser');
}

const LAST_PORT = 65_535;

function portNumber(text: string): number {
  const port = countNumber(text);
  if (port <= LAST_PORT) return port;
  throw new InvalidArgumentError(
    `The highest port is ${LAST_PORT}; leave it out for any free one.`,
  );
}

function existingFolder(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isDirectory()) return realpathSync(path);
  const problem = stats ? 'It is a file' : 'It does not exist';
  throw new InvalidArgumentError(`${problem}; name an existing folder.`);
}
