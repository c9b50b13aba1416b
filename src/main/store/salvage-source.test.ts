import { existsSync, readdirSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { DiskFullError } from './errors.ts';
import { closedProject, temporaryFolder } from './fixture.ts';
import { salvage } from './salvage.ts';

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  return { ...fs, writeSync: vi.fn(fs.writeSync) };
});

it('says of which disk it is that there is no room for the copy', () => {
  const source = closedProject();
  const target = join(temporaryFolder(), 'new.penumbra');
  vi.mocked(writeSync).mockImplementationOnce(() => {
    throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  });
  let thrown: unknown;
  try {
    salvage(source, target);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(DiskFullError);
  expect(thrown).toMatchObject({ path: target });
  expect(existsSync(source)).toBe(true);
  expect(readdirSync(dirname(target))).toEqual([]);
});
