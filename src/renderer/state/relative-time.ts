const UNITS = [
  ['year', 365 * 24 * 3600],
  ['month', 30 * 24 * 3600],
  ['day', 24 * 3600],
  ['hour', 3600],
  ['minute', 60],
] as const;

const WORDS = new Intl.RelativeTimeFormat('en-GB', { numeric: 'auto', style: 'short' });

/** A time as it is said: "just now", "5 min ago", "yesterday". Both in milliseconds since 1970. */
export function relativeTime(time: number, now: number): string {
  const seconds = (now - time) / 1000;
  for (const [unit, length] of UNITS) {
    if (seconds >= length) return WORDS.format(-Math.floor(seconds / length), unit);
  }
  return 'just now';
}
