import { beforeEach, expect, test } from 'vitest';
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
  attention.exporting(null);
  expect(shares).toEqual([0.1, 0.5, 0.1, -1]);
  expect(notices).toEqual([]);
});

test('work that ended while nobody looked is announced', () => {
  attention.ended({ work: 'explore', outcome: 'done' });
  attention.failure(failure);
  attention.ended({ work: 'refine', outcome: 'failed' });
  expect(notices).toEqual([
    { title: 'Exploration finished', body: 'The results are ready.' },
    { title: 'Stopped', body: 'The engine stopped.' },
  ]);
});

test('nothing is said of work that was cancelled, or watched', () => {
  attention.ended({ work: 'explore', outcome: 'cancelled' });
  isFocused = true;
  attention.ended({ work: 'explore', outcome: 'done' });
  expect(notices).toEqual([]);
});
