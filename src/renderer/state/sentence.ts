/**
 * An error's message as a sentence of its own: messages of main's begin as they would behind the name of a
 * command. A name or a path at its beginning stays as it is.
 */
export function sentence(message: string): string {
  const begun = message.replace(
    /^(?:a|an|at|cluster|hashes|it|no|run|the|there|weights)(?= )/,
    capitalised,
  );
  return /[.!?…]$/.test(begun) ? begun : `${begun}.`;
}

function capitalised(word: string): string {
  return `${word[0]?.toUpperCase()}${word.slice(1)}`;
}
