import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/main/browser.ts', import.meta.url));

/** The browser host in a process of its own, with data of its own. */
export class Host {
  private readonly home: string;
  private readonly folder: string | undefined;
  private child: ChildProcess | undefined;
  /** What it wrote to stderr. */
  log = '';

  /** @param home folder for all that it keeps @param folder photos and projects to offer */
  constructor(home: string, folder?: string) {
    this.home = home;
    this.folder = folder;
  }

  /** @returns the address to open */
  async start(): Promise<string> {
    const options = this.folder === undefined ? [] : ['--folder', this.folder];
    const child = spawn(process.execPath, [MAIN, '--no-open', ...options], {
      env: { ...process.env, XDG_DATA_HOME: this.home },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.child = child;
    child.stderr.on('data', (data) => {
      this.log += data;
    });
    const address = Promise.withResolvers<string>();
    let said = '';
    child.stdout.on('data', (data) => {
      said += data;
      const [, url] = /^Penumbra is at (\S+)$/m.exec(said) ?? [];
      if (url) address.resolve(url);
    });
    child.once('exit', (code) => address.reject(new Error(`it ended with ${code}: ${this.log}`)));
    return address.promise;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (!child || child.exitCode !== null) return;
    child.kill(signal);
    await once(child, 'exit');
  }
}
