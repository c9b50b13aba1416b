import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Turns } from './turns.ts';

it('lets nothing begin before what came first has ended, well or badly', async () => {
  const turns = new Turns();
  const log: string[] = [];
  const slow = (name: string, ms: number) => async () => {
    log.push(`${name} begins`);
    await setTimeout(ms);
    log.push(`${name} ends`);
    if (name === 'first') throw new Error('of the first');
    return name;
  };
  const first = turns.take(slow('first', 20));
  const second = turns.take(slow('second', 1));
  await expect(first).rejects.toThrow('of the first');
  expect(await second).toBe('second');
  expect(log).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
});
