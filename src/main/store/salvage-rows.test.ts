import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { openReadable } from './database.ts';
import { closedProject, noise, temporaryFolder } from './fixture.ts';
import { numbered } from './salvage-rows.ts';

it('looks for no row of a table that cannot be read at all', () => {
  const path = join(temporaryFolder(), 'p.penumbra');
  const file = readFileSync(closedProject());
  file.set(noise(4096 - 100), 100);
  writeFileSync(path, file);
  const db = openReadable(path);
  const read = vi.fn();
  expect([...numbered(db, 'edit', read)]).toEqual([]);
  expect(read).not.toHaveBeenCalled();
  db.close();
});
