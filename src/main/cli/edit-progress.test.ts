import { expect, test, vi } from 'vitest';
import { reportProgress } from './edit-progress.ts';

test('stages, notes and steps are lines on stderr; iterates are not', () => {
  const said: unknown[] = [];
  const write = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said.push(text);
    return true;
  });
  reportProgress({ kind: 'stage', stage: 'reading' });
  reportProgress({ kind: 'note', note: 'This is slow.' });
  reportProgress({ kind: 'step', done: 1, of: 2, value: 0.5 });
  const z = new Float32Array();
  reportProgress({ kind: 'iterate', iterate: { index: 0, z, prediction: z, residual: 0 } });
  write.mockRestore();
  expect(said).toEqual(['reading\n', 'This is slow.\n', '  1 of 2: 0.5000\n']);
});
