import type { Op } from '../value.ts';
import { convolutionOps } from './convolution.ts';
import { elementwiseOps } from './elementwise.ts';
import { matrixOps } from './matrix.ts';
import { movementOps } from './movement.ts';
import { normalisationOps } from './normalisation.ts';
import { reductionOps } from './reduction.ts';
import { rotaryOps } from './rotary.ts';

export * from './convolution.ts';
export * from './elementwise.ts';
export * from './matrix.ts';
export * from './movement.ts';
export * from './normalisation.ts';
export * from './reduction.ts';
export * from './rotary.ts';

/** Every op there is: what the gradient checker and the ONNX lowering must cover. */
export const vocabulary = [
  ...elementwiseOps,
  ...movementOps,
  ...reductionOps,
  ...matrixOps,
  ...normalisationOps,
  ...rotaryOps,
  ...convolutionOps,
] as unknown as readonly Op[];
