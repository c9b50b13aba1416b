import type { SafetensorsFile } from './safetensors.ts';

/** Tensors of published text encoders that are not weights of the encoder. */
const OTHERS = [
  // Whole numbers from 0, kept by older versions of transformers.
  /^text_model\.embeddings\.position_ids$/,
  // The rest of CLIP and of T5, where a file holds all of it.
  /^(vision_model|visual_projection|text_projection)\./,
  /^logit_scale$/,
  /^(decoder|lm_head)\./,
];

/** What stands before CLIP's names where its encoder is part of another model. */
const CLIP_PREFIX = /^.+\.(?=text_model\.)/;

/** T5's table of tokens under its other name. */
const T5_ALIAS = 'encoder.embed_tokens.weight';

/** The tensors of a CLIP or T5 file that are its text encoder's, under the names these are known by. */
export function textEncoderTensors(file: SafetensorsFile): SafetensorsFile {
  const tensors = new Map(
    [...file.tensors]
      .map(([name, stored]) => [name.replace(CLIP_PREFIX, ''), stored] as const)
      .filter(([name]) => !OTHERS.some((other) => other.test(name))),
  );
  const table = tensors.get(T5_ALIAS);
  if (table) {
    tensors.delete(T5_ALIAS);
    tensors.set('shared.weight', tensors.get('shared.weight') ?? table);
  }
  return { ...file, tensors };
}
