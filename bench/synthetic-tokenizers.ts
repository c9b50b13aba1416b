/** CLIP's vocabulary in small: every byte, alone and at the end of a word, and a few longer tokens. */
export function clipVocabulary() {
  const bytes = byteCharacters();
  const merges = [
    ['r', 'e'],
    ['re', 'd</w>'],
    ['c', 'a'],
    ['ca', 't</w>'],
  ];
  const tokens = [
    ...bytes,
    ...bytes.map((character) => `${character}</w>`),
    ...merges.map((pair) => pair.join('')),
    '<|startoftext|>',
    '<|endoftext|>',
  ];
  const vocab = Object.fromEntries(tokens.map((token, index) => [token, index]));
  const lines = merges.map((pair) => pair.join(' '));
  return { vocab, merges: ['#version: 0.2', ...lines, ''].join('\n') };
}

/** The characters that stand for bytes in byte-level vocabularies (GPT-2). */
function byteCharacters(): string[] {
  const isShown = (byte: number) =>
    (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
  let hidden = 0;
  return Array.from({ length: 256 }, (_, byte) =>
    String.fromCharCode(isShown(byte) ? byte : 256 + hidden++),
  );
}

/** T5's `tokenizer.json` in small. */
export function t5Tokenizer() {
  const letters = [...'abcdefghijklmnopqrstuvwxyz'].map((letter): [string, number] => [letter, -5]);
  const vocab: [string, number][] = [
    ['<pad>', 0],
    ['</s>', 0],
    ['<unk>', 0],
    ['▁', -2],
    ['▁a', -3],
    ['▁red', -3],
    ['▁cat', -3],
    ...letters,
  ];
  const special = ['<pad>', '</s>', '<unk>'].map((content, id) => ({
    ...{ id, content, special: true },
    ...{ single_word: false, lstrip: false, rstrip: false, normalized: false },
  }));
  const metaspace = { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: true };
  return {
    added_tokens: special,
    normalizer: null,
    pre_tokenizer: metaspace,
    post_processor: null,
    decoder: metaspace,
    model: { type: 'Unigram', unk_id: 2, vocab },
  };
}
