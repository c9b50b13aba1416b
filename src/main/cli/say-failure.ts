import { systemSentence } from '../files/system-sentence.ts';

/** Says on stderr, in one sentence, why a program failed. @returns the exit status for it */
export function sayFailure(program: string, error: unknown): number {
  process.stderr.write(`${program}: ${systemSentence(error)}\n`);
  return 1;
}
