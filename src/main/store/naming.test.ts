import { expect, it } from 'vitest';
import { ProjectError } from './errors.ts';
import { named } from './naming.ts';

it('says that it may be a limit that keeps a file from growing', () => {
  const error = named(
    'p',
    Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR_WRITE' }),
  );
  expect(error).toBeInstanceOf(ProjectError);
  expect(`${error}`).toMatch(/a size limit or quota is reached \(SQLITE_IOERR_WRITE\)/);
});
