import { REFUSED_IN_NAMES } from '../files/file-name.ts';
import { PictureError } from './picture-file.ts';

/** What names of results can be made from. */
interface NameParts {
  /** The photo's file name without its extension. */
  readonly name: string;
  /** The day of the result. */
  readonly date: Date;
}

/** What each token stands for, of a photo's name, a day, and the number of the attempt. */
const tokens = new Map<string, (parts: NameParts, n: number) => string>([
  ['{name}', ({ name }) => name.replaceAll(REFUSED_IN_NAMES, '-')],
  ['{date}', ({ date }) => dayOf(date)],
  ['{n}', (_, n) => String(n)],
]);

/** For messages. */
const KNOWN = `Choose from ${[...tokens.keys()].join(', ')}.`;

/**
 * The file name that a template makes: `{name}` is the photo's, without its extension; `{date}` the day
 * (2026-11-21); `{n}` the first number from 1 whose name is free.
 * @param template a file name without folders
 * @param isTaken whether there is something under a name; asked where the template has `{n}`
 * @throws PictureError where there is a token that is not known, a brace alone, or a character that file
 *   systems refuse
 */
export function fillTemplate(
  template: string,
  parts: NameParts,
  isTaken: (name: string) => boolean,
): string {
  // What is in braces, and what is around.
  const pieces = template.split(/(\{[^{}]*\})/);
  for (const [i, piece] of pieces.entries()) check(template, piece, i % 2 === 1);
  const fill = (n: number) =>
    pieces.map((piece) => tokens.get(piece)?.(parts, n) ?? piece).join('');
  let n = 1;
  if (pieces.includes('{n}')) while (isTaken(fill(n))) n++;
  return fill(n);
}

function check(template: string, piece: string, isToken: boolean): void {
  const fail = (problem: string): never => {
    throw new PictureError(`the name ${template} ${problem}`);
  };
  if (isToken) {
    if (!tokens.has(piece)) fail(`has ${piece}. ${KNOWN}`);
    return;
  }
  const [brace] = piece.match(/[{}]/) ?? [];
  if (brace) fail(`has a ${brace} without its other brace. ${KNOWN}`);
  const [character] = piece.match(REFUSED_IN_NAMES) ?? [];
  if (character) fail(`has ${JSON.stringify(character)}, which file systems refuse. Leave it out.`);
}

/** A day where the clock is, such as 2026-11-21. */
function dayOf(date: Date): string {
  const numbers = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  return numbers.map((number) => String(number).padStart(2, '0')).join('-');
}
