import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

test('a session keeps no events of its use, and has nothing to send', () => {
  const folder = mkdtempSync(join(tmpdir(), 'penumbra-quiet-'));
  const [home, temporary] = [join(folder, 'home'), join(folder, 'temporary')];
  for (const path of [home, temporary]) mkdirSync(path);
  const { ORT_DISABLE_TELEMETRY, XDG_CACHE_HOME, ...others } = process.env;
  const script = `
    const at = (name) => ${JSON.stringify(new URL('.', import.meta.url).href)} + name;
    const { Session } = await import(at('session.ts'));
    const { compile } = await import(at('program.ts'));
    const { input } = await import(at('../graph/value.ts'));
    const { add } = await import(at('../graph/ops/index.ts'));
    const { float32 } = await import(at('tensor.ts'));
    const x = float32(new Float32Array(2).fill(1), [2]);
    const value = input('x', x);
    const program = compile({ y: add(value, value) });
    const session = await Session.open(program, { provider: 'cpu', threads: 1 });
    await session.run({ x });
  `;
  execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    env: { ...others, HOME: home, TMPDIR: temporary },
  });
  expect([...readdirSync(home), ...readdirSync(temporary)]).toEqual([]);
  rmSync(folder, { recursive: true });
});
