import { Command, InvalidArgumentError } from 'commander';
import { localSessionsOptions } from '../engine/runtime/local-options.ts';
import type { Provider } from '../engine/runtime/providers.ts';
import { EMBEDDED_MODEL } from '../jobs/embedded-model.ts';
import { readModelConfig } from '../jobs/model-config.ts';
import { type TrainEvent, train as trainModel } from '../jobs/train.ts';
import { wholeNumber } from './numbers.ts';
import { print, table } from './output.ts';
import { providerOption } from './provider-option.ts';
import { stopSignal } from './stop-signal.ts';

interface Options {
  readonly data: string;
  readonly out: string;
  readonly from?: string;
  readonly steps: number;
  readonly seed: number;
  readonly learningRate: number;
  readonly provider?: Provider;
  readonly json?: boolean;
}

/** `penumbra train`: trains the embedded model's architecture on a folder of photos. */
export function train(): Command {
  return new Command('train')
    .description(
      'train the embedded model on a folder of photos; a training found in --out is resumed',
    )
    .requiredOption('--data <dir>', 'folder of photos, including its subfolders')
    .requiredOption('--out <dir>', 'folder for the checkpoint, the model, metrics and samples')
    .option('--from <file>', 'weights to start from (model.safetensors), random ones otherwise')
    .option('--steps <n>', 'steps in all, of about 65,000 pixels each', wholeNumber, 14_000)
    .option('--seed <n>', 'seed of everything random', wholeNumber, 1)
    .option('--learning-rate <x>', 'learning rate at its peak', positive, 1e-3)
    .addOption(providerOption())
    .option('--json', 'print one JSON object')
    .action(async ({ data, out, from, steps, seed, learningRate, provider, json }: Options) => {
      const config = readModelConfig(EMBEDDED_MODEL);
      const heldOut = await trainModel(
        { data, out, config, ...(from && { from }), steps, seed, peakLearningRate: learningRate },
        await localSessionsOptions(provider),
        (event) => process.stderr.write(describe(event, steps)),
        stopSignal(`stopped. The same command resumes from the checkpoint in ${out}`),
      );
      print(json, { steps, out, heldOut }, () =>
        table(
          ['sigma', 'loss', 'psnr'],
          heldOut.map((row) => [row.sigma, row.loss.toFixed(4), row.psnr.toFixed(2)]),
        ),
      );
    });
}

function describe(event: TrainEvent, steps: number): string {
  switch (event.kind) {
    case 'reading':
      return event.done % 100 === 0 || event.done === event.of
        ? `reading photos: ${event.done} of ${event.of}\n`
        : '';
    case 'read': {
      const skipped = event.skipped.map((reason) => `skipped ${reason}\n`).join('');
      const leftOut = event.leftOut > 0 ? `, ${event.leftOut} left out for lack of memory` : '';
      return `${skipped}${event.photos} photos, ${event.skipped.length} skipped${leftOut}\n`;
    }
    case 'resumed':
      return `resuming from step ${event.step}\n`;
    case 'step': {
      const minutes = ((steps - event.step) * event.millisecondsPerStep) / 60_000;
      const eta = `${Math.floor(minutes / 60)}:${String(Math.floor(minutes % 60)).padStart(2, '0')}`;
      return (
        `step ${event.step} of ${steps}  loss ${event.loss.toFixed(4)}  ` +
        `gradient ${event.gradientNorm.toFixed(2)}  rate ${event.learningRate.toExponential(1)}  ` +
        `${event.millisecondsPerStep.toFixed(0)} ms a step  ${eta} left\n`
      );
    }
    case 'measured': {
      const levels = event.heldOut.map(({ sigma, psnr }) => `${psnr.toFixed(2)} dB at σ ${sigma}`);
      return `held out at step ${event.step}: ${levels.join(', ')}\n`;
    }
  }
}

function positive(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('A number above 0 is needed.');
}
