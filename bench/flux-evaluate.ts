import { readFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { Sessions } from '../src/main/engine/runtime/sessions.ts';
import { modelFlow } from '../src/main/engine/sampling/model-flow.ts';
import { ModelRegistry } from '../src/main/jobs/flux/registry.ts';
import { appDataFolder } from '../src/main/store/app-data.ts';
import { openRandom, pictures, privateBytes } from './flux.ts';
import { rounded } from './timing.ts';

const GIB = 2 ** 30;

/**
 * One evaluation after the other of a model that was added, with the time of every stage and the most
 * memory, for models too large for the suites. Prints one JSON object.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    side: { type: 'string', default: '256' },
    evaluations: { type: 'string', default: '2' },
  },
});
const [id] = positionals;
if (id === undefined) {
  process.stderr.write('usage: node bench/flux-evaluate.ts ID [--side 256] [--evaluations 2]\n');
  process.exit(2);
}
const entry = new ModelRegistry(appDataFolder()).get(id);
const sessions = new Sessions({
  provider: 'cpu',
  threads: availableParallelism(),
  memoryBudgetBytes: totalmem() / 2,
});
let stages: number[] = [];
let last = performance.now();
let most = 0;
const start = performance.now();
const model = await openRandom(entry, Number(values.side), sessions, () => {
  const now = performance.now();
  stages.push(rounded((now - last) / 1000));
  last = now;
  most = Math.max(most, privateBytes());
});
const textSeconds = rounded((performance.now() - start) / 1000);
const [photo] = pictures(model);
const flow = modelFlow(model, sessions);
const evaluations: { seconds: number; stages: readonly number[] }[] = [];
for (let i = 0; i < Number(values.evaluations); i++) {
  stages = [];
  last = performance.now();
  const begun = last;
  await flow.velocity(photo, 0.5);
  const seconds = rounded((performance.now() - begun) / 1000);
  evaluations.push({ seconds, stages });
  process.stderr.write(`evaluation ${i + 1}: ${seconds} s\n`);
}
await sessions.release();
const peak = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
const result = {
  ...{ id, side: Number(values.side), textSeconds, evaluations },
  privateGiB: rounded(most / GIB),
  // With the pages of mapped files, which the system takes back where it needs them.
  residentGiB: rounded((1024 * Number(peak)) / GIB),
};
process.stdout.write(`${JSON.stringify(result)}\n`);
