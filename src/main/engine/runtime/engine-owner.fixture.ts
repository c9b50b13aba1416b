/** For a test: owns an engine that is busy for minutes, and tells its parent the engine's id. */
import { matmul } from '../graph/ops/index.ts';
import { input, type Value } from '../graph/value.ts';
import { Engine } from './engine.ts';
import { compile } from './program.ts';
import { float32 } from './tensor.ts';

const SIDE = 1024;
const matrix = float32(new Float32Array(SIDE * SIDE), [SIDE, SIDE]);
const x = input('x', matrix);
let y: Value = x;
for (let i = 0; i < 20_000; i++) y = matmul(y, x);

const engine = new Engine({ provider: 'cpu', threads: 2, memoryBudgetBytes: 2 ** 30 });
const running = engine.run(compile({ y }), { x: matrix });
process.send?.(engine.pid);
await running;
