import { beforeEach, expect, test } from 'vitest';
import type { EventData } from '../../preload/contract.ts';
import { Attention } from './attention.ts';

let shares: number[];
let isFocused: boolean;
let notices: { title: string; body: string }[];
let attention: Attention;

beforeEach(() => {
  shares = [];
  isFocused = false;
  notices = [];
  const window = {
    setProgressBar: (share: number) => void shares.push(share),
    isFocused: () => isFocused,
  };
  attention = new Attention(window, (notice) => notices.push(notice));
});

const stage = { work: 'explore', stage: 'Inverting', done: 0, of: 30, secondsLeft: null } as const;
const run = { outcome: 'done' } as EventData<'run'>;
const failure = { name: 'EngineError', message: 'The engine stopped.', details: '', path: null };

test('the taskbar shows how far work is, and none when there is none', () => {
  attention.stage({ ...stage, of: 0 });
  attention.stage({ ...stage, done: 15 });
  attention.stage(null);
  expect(shares).toEqual([2, 0.5, -1]);
});

test('it shows an export where nothing else goes on, and leaves the news of it to its window', () => {
  const exporting = { ...stage, work: 'export', done: 3 } as const;
  attention.exporting(exporting);
  attention.stage({ ...stage, done: 15 });
  attention.stage(null);
  notices = [];
  attention.exporting(null);
  expect(shares).toEqual([0.1, 0.5, 0.1, -1]);
  expect(notices).toEqual([]);
});

test('work that ended while nobody looked is announced, once', () => {
  attention.stage(stage);
  attention.run(run);
  attention.stage(null);
  attention.stage(null);
  expect(notices).toEqual([{ title: 'Explored', body: 'The results are ready to look at.' }]);
});

test('so is work that failed', () => {
  attention.stage(stage);
  attention.failure(failure);
  attention.stage(null);
  expect(notices).toEqual([{ title: 'Stopped', body: 'The engine stopped.' }]);
});

test('nothing is said of work that was cancelled, or watched', () => {
  attention.stage(stage);
  attention.run({ ...run, outcome: 'cancelled' });
  attention.stage(null);
  isFocused = true;
  attention.stage(stage);
  attention.stage(null);
  expect(notices).toEqual([]);
});
