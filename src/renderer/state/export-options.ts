import type { Size } from '../../document/size.ts';
import { ExportOptions } from '../../preload/export-state.ts';
import type { Look } from '../../preload/urls.ts';

/** Options that are remembered from one export to the next. */
const Remembered = ExportOptions.omit({ photo: true, look: true });
type Remembered = Omit<ExportOptions, 'photo' | 'look'>;

const DEFAULT_OPTIONS: Remembered = {
  format: 'jpeg',
  name: '{name} edited',
  quality: 95,
  size: null,
  sharpen: false,
  profile: 'keep',
  depth: null,
  metadata: 'keep',
  mark: true,
  fidelity: false,
};

/** Options as they were last, or the usual ones: what another version kept may not suit this one. */
export function lastOptions(kept: unknown, photo: number, look: Look | null): ExportOptions {
  const { data } = Remembered.safeParse(kept);
  return { ...(data ?? DEFAULT_OPTIONS), photo, look };
}

/**
 * What of options is remembered: not the size, as nobody wants the next photo small by surprise. A name that
 * has nothing of the photo's is meant for one export: the next photo's would be written over this one's.
 * @param kept what was remembered before
 */
export function remembered({ photo, look, ...options }: ExportOptions, kept: unknown): Remembered {
  const isTemplate = options.name.includes('{name}');
  const name = isTemplate ? options.name : lastOptions(kept, photo, look).name;
  return { ...options, name, size: null };
}

/** Pixels that a photo is written with; it is never enlarged. @param longer of its sides, null for its own */
export function writtenSize({ width, height }: Size, longer: number | null): Size {
  const scale = longer === null ? 1 : Math.min(1, longer / Math.max(width, height));
  const side = (length: number) => Math.max(1, Math.round(length * scale));
  return { width: side(width), height: side(height) };
}
