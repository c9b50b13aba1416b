import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where a training keeps what it needs to go on, and what it made. */
export class TrainingFolder {
  readonly checkpoint: string;
  readonly weights: string;
  private readonly metrics: string;
  private readonly samples: string;
  private readonly config: string;

  constructor(folder: string) {
    this.checkpoint = join(folder, 'checkpoint.safetensors');
    this.weights = join(folder, 'model.safetensors');
    this.config = join(folder, 'config.json');
    this.metrics = join(folder, 'metrics.jsonl');
    this.samples = join(folder, 'samples');
    mkdirSync(this.samples, { recursive: true });
  }

  get hasCheckpoint(): boolean {
    return existsSync(this.checkpoint);
  }

  sampleSheet(step: number): string {
    return join(this.samples, `step-${String(step).padStart(6, '0')}.png`);
  }

  writeConfig(config: object): void {
    writeFileSync(this.config, `${JSON.stringify(config, null, 2)}\n`);
  }

  /** Adds a line to the metrics. */
  record(line: { readonly step: number }): void {
    appendFileSync(this.metrics, `${JSON.stringify(line)}\n`);
  }

  /** Takes back the metrics of steps after a checkpoint: they are about to be taken again. */
  forgetAfter(step: number): void {
    if (!existsSync(this.metrics)) return;
    const lines = readFileSync(this.metrics, 'utf8').split('\n');
    // The last line may have been cut off when the process was killed.
    const whole = lines.slice(0, -1);
    const kept = whole.filter((line) => (JSON.parse(line) as { step: number }).step <= step);
    writeFileSync(this.metrics, kept.map((line) => `${line}\n`).join(''));
  }
}
