/**
 * Kills a scripted editing session (`kill -9`) at random moments, and opens what it leaves, while
 * another process opens the file read-only and checks it all the time. A file goes through several
 * sessions, so that each also starts from what the last kill left: locks, journals, half-made files.
 * What the system had taken from the process is still written, so this
 * says nothing of power cuts; `power.ts` does.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Receipt } from './gestures.ts';
import { judge, testimonyOf } from './judge.ts';
import { Tally } from './tally.ts';

const SESSIONS_PER_FILE = 5;
/** Longest a session goes on after its first gesture, in milliseconds. */
const LONGEST_SESSION_MS = 300;
/** One session in so many is killed at any time from its start, so also while the file is made. */
const EARLY_KILL_EVERY = 5;
const LONGEST_START_MS = 500;
const SESSION = fileURLToPath(new URL('./session.ts', import.meta.url));
const READER = fileURLToPath(new URL('./reader.ts', import.meta.url));

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '300' },
    json: { type: 'boolean', default: false },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'penumbra-kill-'));
try {
  const tally = new Tally();
  let receipts: readonly Receipt[] = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    const file = join(folder, `${Math.floor(round / SESSIONS_PER_FILE)}.penumbra`);
    if (round % SESSIONS_PER_FILE === 0) receipts = [];
    const reading = startReading(file);
    const said = testimonyOf(await killedSession(file, round));
    const alarms = await reading.stop();
    receipts = [...receipts, ...said.receipts];
    const verdict = judge(file, { ...said, receipts });
    tally.add(
      round,
      alarms === '' ? verdict : { ...verdict, clean: false, detail: alarms.trimEnd() },
    );
  }
  tally.print(values.json);
} finally {
  rmSync(folder, { recursive: true });
}

/** Lets someone look at a file. */
function startReading(file: string): { stop(): Promise<string> } {
  const child = spawn(process.execPath, [READER, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const alarms = text(child.stdout);
  return {
    stop: () => {
      child.kill();
      return alarms;
    },
  };
}

/** @returns what the session wrote to stdout before it died */
function killedSession(file: string, round: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [SESSION, file, String(round), 'Infinity'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const killWithin = (ms: number) => setTimeout(() => child.kill('SIGKILL'), Math.random() * ms);
    let lines = '';
    if (round % EARLY_KILL_EVERY === 0) killWithin(LONGEST_START_MS);
    else child.stdout.once('data', () => killWithin(LONGEST_SESSION_MS));
    child.stdout.on('data', (data) => {
      lines += data;
    });
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (signal === 'SIGKILL') resolve(lines);
      else reject(new Error(`session ${round} ended by itself with code ${code}`));
    });
  });
}
