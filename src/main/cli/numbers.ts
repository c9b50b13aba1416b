import { InvalidArgumentError } from 'commander';

/** Parses an option that is a whole number from 1. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('A whole number from 1 is needed.');
}

/** Parses an option that is a whole number from 0. */
export function countNumber(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new InvalidArgumentError('A whole number from 0 is needed.');
}

/** Parses an option that is any number. Whether it is in range is for what takes it to say. */
export function number(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('A number is needed.');
}

/** Parses an option that is a word, or else what another parser takes. */
export function orWord<Word extends string>(word: Word, parse: (text: string) => number) {
  return (text: string): Word | number => {
    if (text === word) return word;
    try {
      return parse(text);
    } catch (error) {
      const { message } = error as InvalidArgumentError;
      throw new InvalidArgumentError(message.replace(' is needed', `, or ${word}, is needed`));
    }
  };
}
