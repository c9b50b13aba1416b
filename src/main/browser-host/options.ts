import type { Command } from 'commander';

export interface BrowserHostOptions {
  /** 0 for any that is free. */
  readonly port: number;
  /** Whether a browser is opened, where there is a display. */
  readonly open: boolean;
  /** Photos and projects to offer. */
  readonly folder?: string;
}

/** A command with the options of the browser host. */
export function withBrowserOptions(command: Command): Command {
  return command
    .option('--port <n>', 'port; any that is free unless told', Number, 0)
    .option('--folder <dir>', 'photos and projects to offer; exports go there')
    .option('--no-open', 'do not open a browser');
}
