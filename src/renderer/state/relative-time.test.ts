import { expect, it } from 'vitest';
import { relativeTime } from './relative-time.ts';

const now = Date.UTC(2026, 0, 20);

it.each([
  [0, 'just now'],
  [59, 'just now'],
  [60, '1 min ago'],
  [3599, '59 min ago'],
  [3 * 3600, '3 hr ago'],
  [30 * 3600, 'yesterday'],
  [40 * 24 * 3600, 'last mo'],
  [800 * 24 * 3600, '2 yr ago'],
  // The clock of another computer may be ahead.
  [-100, 'just now'],
])('%i seconds ago is %j', (seconds, words) => {
  expect(relativeTime(now - 1000 * seconds, now).replace('.', '')).toBe(words);
});
