import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HeldOutResult } from '../engine/train/held-out.ts';
import type { StepReport } from '../engine/train/trainer.ts';
import { replaceFile } from '../files/replace-file.ts';

/** A training that cannot go on. The message says why and what to do. */
export class TrainingError extends Error {
  override readonly name = 'TrainingError';
}

export type HeldOutRow = Pick<HeldOutResult, 'sigma' | 'loss' | 'psnr'>;

/** A line of the metrics: means over some steps, or a measurement on held-out photos. */
export type MetricsLine =
  | (StepReport & { readonly millisecondsPerStep: number })
  | { readonly step: number; readonly heldOut: readonly HeldOutRow[] };

/** Where a training keeps what it needs to go on, and what it made. */
export class TrainingFolder {
  readonly checkpoint: string;
  readonly weights: string;
  private readonly metrics: string;
  private readonly samples: string;
  private readonly config: string;

  /** @throws TrainingError where the folder holds a finished model, which a training would replace */
  constructor(folder: string) {
    this.checkpoint = join(folder, 'checkpoint.safetensors');
    this.weights = join(folder, 'model.safetensors');
    this.config = join(folder, 'config.json');
    this.metrics = join(folder, 'metrics.jsonl');
    this.samples = join(folder, 'samples');
    if (existsSync(this.weights) && !this.hasCheckpoint) {
      throw new TrainingError(
        `${folder} holds a model without a checkpoint to continue from. Give another --out (and --from ` +
          `${this.weights} to start from it).`,
      );
    }
    mkdirSync(this.samples, { recursive: true });
  }

  get hasCheckpoint(): boolean {
    return existsSync(this.checkpoint);
  }

  sampleSheet(step: number): string {
    return join(this.samples, `step-${String(step).padStart(6, '0')}.png`);
  }

  writeConfig(config: object): void {
    replaceFile(this.config, `${JSON.stringify(config, null, 2)}\n`);
  }

  record(line: MetricsLine): void {
    appendFileSync(this.metrics, `${JSON.stringify(line)}\n`);
  }

  /**
   * Takes back the metrics of steps after the one that the training goes on from: they are about to
   * be taken again.
   * @throws TrainingError where a line of the metrics is damaged
   */
  forgetAfter(step: number): void {
    if (!existsSync(this.metrics)) return;
    const lines = readFileSync(this.metrics, 'utf8').split('\n');
    // What comes after the last line break was being written when the process ended.
    const kept = lines.slice(0, -1).filter((line, index) => this.stepOf(line, index) <= step);
    replaceFile(this.metrics, kept.map((line) => `${line}\n`).join(''));
  }

  private stepOf(line: string, index: number): number {
    try {
      return (JSON.parse(line) as MetricsLine).step;
    } catch (error) {
      throw new TrainingError(
        `line ${index + 1} of ${this.metrics} is damaged (${(error as Error).message}). ` +
          'Take it out, or move the file away; the checkpoint does not need it.',
      );
    }
  }
}
