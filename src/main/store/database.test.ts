import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openWritable } from './database.ts';
import { closedProject, temporaryFolder } from './fixture.ts';

it('makes no file where one was to be opened', () => {
  const path = join(temporaryFolder(), 'p.penumbra');
  expect(() => openWritable(path)).toThrow();
  expect(existsSync(path)).toBe(false);
});

it('writes through to the disk itself, on every system', () => {
  const db = openWritable(closedProject());
  const set = (name: string) => db.pragma(name, { simple: true });
  expect([set('journal_mode'), set('synchronous'), set('fullfsync')]).toEqual(['delete', 3, 1]);
  db.close();
});
