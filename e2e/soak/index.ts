/**
 * Works at the sample photo in the browser host for hours, by the calls of a window, and watches what the host and
 * all that it starts take: `npm run -s soak -- --minutes 120 --json`. Linux alone.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { setup as build } from '../build.ts';
import { Host } from '../editor/host.ts';
import { Photographer } from './photographer.ts';
import { familyOf, processorSeconds, type Usage, usageOf } from './processes.ts';
import { SocketBridge } from './socket-bridge.ts';
import { growthOf, leaksOf, type Sample, slopePerHour } from './trend.ts';

const MINUTE_MS = 60_000;
/** How long the idle host is watched, and how long it may come to rest before that, in seconds. */
const IDLE_SECONDS = 20;
const REST_SECONDS = 5;
/** How long what was started may take to end after the host, in seconds. */
const END_SECONDS = 5;

const COLUMNS = [
  ['minute', 'minute'],
  ['rounds', 'rounds'],
  ['residentMiB', 'resident MiB'],
  ['privateMiB', 'private MiB'],
  ['hostPrivateMiB', 'of the host'],
  ['processes', 'processes'],
  ['threads', 'threads'],
  ['handles', 'handles'],
  ['temporaryFiles', 'temporary files'],
] as const satisfies readonly (readonly [keyof Sample, string])[];

interface Idle extends Pick<Usage, 'residentMiB' | 'privateMiB'> {
  /** Of one core. */
  readonly cpuPercent: number;
}

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '120' },
    json: { type: 'boolean', default: false },
  },
});
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new Error(`--minutes is ${values.minutes}: give a number above 0.`);
await build();
const place = mkdtempSync(join(tmpdir(), 'penumbra-soak-'));
const temporary = join(place, 'temporary');
mkdirSync(temporary);
// The host's own, so that what is left in it can be counted.
process.env['TMPDIR'] = temporary;
const host = new Host(join(place, 'data'));
try {
  const bridge = await SocketBridge.open(await host.start());
  const photographer = new Photographer(bridge);
  const samples = await soak(photographer);
  await photographer.openSample();
  const idle = await rest();
  bridge.close();
  const family = familyOf(host.pid ?? 0);
  await host.stop();
  const leaks = [...leaksOf(samples), ...growthOf(samples), ...(await remainsOf(family))];
  report(samples, idle, leaks);
} finally {
  await host.stop();
  rmSync(place, { recursive: true, force: true });
}

/** Rounds until the time is over. A sample after the first, and whenever a further minute has passed, with nothing open. */
async function soak(photographer: Photographer): Promise<Sample[]> {
  const samples: Sample[] = [];
  write(`| ${COLUMNS.map(([, title]) => title).join(' | ')} |`);
  write(`|${COLUMNS.map(() => ' ---: |').join('')}`);
  const begin = performance.now();
  for (let rounds = 1, due = 0; ; rounds++) {
    await photographer.round();
    const minute = (performance.now() - begin) / MINUTE_MS;
    if (minute < Math.min(due, minutes)) continue;
    const family = familyOf(host.pid ?? 0);
    const sample: Sample = {
      ...{ minute: Math.round(10 * minute) / 10, rounds, ...usageOf(family) },
      hostPrivateMiB: usageOf(family.slice(0, 1)).privateMiB,
      temporaryFiles: filesIn(temporary),
    };
    samples.push(sample);
    write(`| ${COLUMNS.map(([key]) => sample[key]).join(' | ')} |`);
    if (minute >= minutes) return samples;
    due = Math.floor(minute) + 1;
  }
}

/** Watches the host with a project open that nobody touches. */
async function rest(): Promise<Idle> {
  await pause(1000 * REST_SECONDS);
  const family = familyOf(host.pid ?? 0);
  const [before, begin] = [processorSeconds(family), performance.now()];
  await pause(1000 * IDLE_SECONDS);
  const share = (processorSeconds(family) - before) / ((performance.now() - begin) / 1000);
  const { residentMiB, privateMiB } = usageOf(family);
  return { cpuPercent: Math.round(1000 * share) / 10, residentMiB, privateMiB };
}

/** What is still there when the host has ended, in words. */
async function remainsOf(family: readonly number[]): Promise<string[]> {
  const end = performance.now() + 1000 * END_SECONDS;
  let left = usageOf(family).processes;
  while (left > 0 && performance.now() < end) {
    await pause(100);
    left = usageOf(family).processes;
  }
  const files = filesIn(temporary);
  return [
    ...(left > 0 ? [`${left} processes outlive the host`] : []),
    ...(files > 0 ? [`${files} temporary files outlive the host`] : []),
  ];
}

function filesIn(folder: string): number {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).length;
}

/** The curve goes to stderr as it comes, the result to stdout. Fails the process where anything leaks. */
function report(samples: readonly Sample[], idle: Idle, leaks: readonly string[]): void {
  const slopeMiBPerHour = {
    resident: slopePerHour(samples, ({ residentMiB }) => residentMiB),
    private: slopePerHour(samples, ({ privateMiB }) => privateMiB),
  };
  const rounds = samples.at(-1)?.rounds ?? 0;
  if (leaks.length > 0) process.exitCode = 1;
  if (values.json) {
    const result = { minutes, rounds, samples, slopeMiBPerHour, idle, leaks };
    process.stdout.write(`${JSON.stringify(result)}\n`);
    return;
  }
  const slope = slopeMiBPerHour.private ?? 'unknown';
  process.stdout.write(
    `${rounds} rounds in ${minutes} minutes; private memory grows by ${slope} MiB an hour; ` +
      `idle: ${idle.cpuPercent} % of a core, ${idle.privateMiB} MiB; ` +
      `leaks: ${leaks.join(', ') || 'none'}\n`,
  );
}

function write(line: string): void {
  process.stderr.write(`${line}\n`);
}
