import type { Verdict } from './judge.ts';

/** Counts verdicts, and prints them as the stress scripts do. */
export class Tally {
  private rounds = 0;
  private opened = 0;
  private clean = 0;
  private lostGestures = 0;

  add(round: number, { opened, clean, lost, detail }: Verdict): void {
    this.rounds++;
    if (opened) this.opened++;
    if (clean) this.clean++;
    this.lostGestures += lost;
    if (detail !== undefined) process.stderr.write(`round ${round}: ${detail}\n`);
  }

  /** Fails the process where anything was lost. */
  print(json: boolean): void {
    const { rounds, opened, clean, lostGestures } = this;
    const text = `${rounds} rounds: ${opened} opened, ${clean} clean, ${lostGestures} gestures lost`;
    const result = JSON.stringify({ rounds, opened, clean, lostGestures });
    process.stdout.write(`${json ? result : text}\n`);
    process.exitCode = opened === rounds && clean === rounds && lostGestures === 0 ? 0 : 1;
  }
}
