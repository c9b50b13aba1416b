import type { TensorType } from '../graph/tensor-type.ts';
import type { FileRange } from './model.ts';

/** Where a parameter's values come from: whoever runs the model, or a file. */
export type ParameterSource = 'fed' | StoredSource;

/** A range of a file that holds a parameter, or the whole tensor that it is columns of. */
export interface StoredSource extends FileRange, TensorType {
  /** Present where numbers of few bits stand for the values, in blocks of every row. */
  readonly blocks?: BlockRanges;
}

/** How a matrix is quantised: `value = (number − zero)·scale` within every block of a row. */
export interface BlockRanges {
  readonly bits: 4 | 8;
  /** Values in a block. */
  readonly size: number;
  /** float32, `[rows, blocks]` */
  readonly scales: FileRange;
  /** As many bits each as the values, `[rows, blocks]`. */
  readonly zeros: FileRange;
}
