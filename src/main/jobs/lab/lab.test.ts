import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { experiments, runLab } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'penumbra-lab-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the lab measures every claim, and says of each whether it holds', async () => {
  const options = { provider: 'cpu', threads: 1 } as const;
  const claims = await runLab(Object.values(experiments), folder, options);
  const of = (start: string) => claims.filter(({ claim }) => claim.startsWith(start));

  expect(of('Lemma 1').map(({ holds }) => holds)).toEqual([true]);
  expect(of('On Gaussian data').map(({ holds }) => holds)).toEqual([true]);
  expect(of('Predictions of a group').map(({ holds }) => holds)).toEqual([true]);
  expect(of('The relaxed iteration').every(({ holds }) => holds)).toBe(true);
  // With tight modes and a point near one, a point alone comes to rest: the claim is not unconditional.
  const near = claims.find(
    ({ claim }) => claim.startsWith('Fixed-point') && claim.endsWith('exact flow, near modes'),
  );
  expect(near).toMatchObject({ holds: false });
  expect(near?.measured).toContain('σ 0.5 converged');
  // The network has learnt the flow: it finds the same between modes.
  const between = of('Fixed-point').filter(({ claim }) => claim.endsWith('between modes'));
  for (const { measured } of between) expect(measured).toMatch(/σ 0\.5 \d+ clusters/);

  const plots = readdirSync(folder);
  expect(plots).toContain('exact-between-modes-m1-trajectory.svg');
  expect(plots).toContain('trained-near-modes-m3-distance.svg');
  expect(readFileSync(join(folder, 'eigenvalues.svg'), 'utf8')).toContain('s = 10');
}, 120_000);
