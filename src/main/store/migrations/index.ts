import { initial } from './0001-initial.ts';
import type { Migration } from './migration.ts';

/** Every change of the format, oldest first. */
export const migrations: readonly Migration[] = [initial];

/** The newest format's. */
export const { version: FORMAT, columns } = initial;
