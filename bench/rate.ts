import { median, rounded } from './timing.ts';

/** How fast matrix work ran, beside what the machine did on plain products in the same rounds. */
export interface Rate {
  readonly ms: number;
  readonly gflops: number;
  readonly matmulGflops: number;
  /** Share of the machine's own MatMul rate, round by round. */
  readonly share: number;
}

/** One measurement, and the MatMul rate just before it. */
export interface Round {
  readonly ms: number;
  readonly matmulGflops: number;
}

/** Medians over rounds of work of so many GFLOP. */
export function rateOf(rounds: readonly Round[], gigaflop: number): Rate {
  const gflops = ({ ms }: Round) => (1000 * gigaflop) / ms;
  const middle = (of: (round: Round) => number) => rounded(median(rounds.map(of)));
  return {
    ms: middle(({ ms }) => ms),
    gflops: middle(gflops),
    matmulGflops: middle(({ matmulGflops }) => matmulGflops),
    share: middle((round) => gflops(round) / round.matmulGflops),
  };
}
