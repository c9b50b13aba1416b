import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { EMBEDDED_ID } from '../../../document/controls.ts';
import { replaceFile } from '../../files/replace-file.ts';
import { whileLocked } from '../../files/while-locked.ts';
import { ModelError } from '../model-error.ts';
import type { ModelFiles } from './model-files.ts';

/** The list of models cannot be used, or does not hold what was asked of it. */
export class ModelListError extends ModelError {
  override readonly name = 'ModelListError';
}

const Path = z.string().min(1);

const Entry = z.object({
  id: z.string(),
  family: z.string(),
  /** When it was added, as ISO 8601. */
  added: z.string(),
  parts: z.object({ transformer: Path, autoencoder: Path, clip: Path, t5: Path }),
  tokenizers: z.object({ clip: Path, t5: Path }),
  /** SHA-256 of the files when they were first hashed, by their paths. */
  hashes: z.record(z.string(), z.string()),
});

/** A model that the user has added: where its files lie. They are never copied. */
export type ModelEntry = z.infer<typeof Entry>;

const List = z.object({ version: z.literal(1), models: z.array(Entry) });

/** A name of a file, too, and no way up. */
const ID = /^(?!\.+$)[\w.-]+$/;

/** The models that a user has added, in a file of the app's own folder. */
export class ModelRegistry {
  private readonly path: string;

  /** @param folder as `appDataFolder` gives it */
  constructor(folder: string) {
    this.path = join(folder, 'models.json');
  }

  /** @throws ModelListError where the list cannot be read */
  list(): ModelEntry[] {
    if (!existsSync(this.path)) return [];
    let json: unknown;
    try {
      json = JSON.parse(readFileSync(this.path, 'utf8'));
    } catch (error) {
      throw this.unreadable((error as Error).message, error);
    }
    const list = List.safeParse(json);
    if (!list.success)
      throw this.unreadable(z.prettifyError(list.error).replaceAll(/\s*\n\s*/g, ' '), list.error);
    return list.data.models;
  }

  /** @throws ModelListError where there is none of that name */
  get(id: string): ModelEntry {
    const entry = this.list().find((model) => model.id === id);
    if (entry) return entry;
    const known = this.list().map((model) => model.id);
    throw new ModelListError(
      `there is no model ${id}. ${known.length > 0 ? `Known models: ${known.join(', ')}.` : 'None was added.'} Add it under Models, or with \`penumbra model add\`.`,
    );
  }

  has(id: string): boolean {
    return this.list().some((model) => model.id === id);
  }

  /** @throws ModelListError where a name is taken, or cannot be one */
  refuseTaken(id: string): void {
    if (!ID.test(id)) {
      throw new ModelListError(
        `${JSON.stringify(id)} cannot name a model: letters, digits, dots, dashes and underscores can, and not dots alone.`,
      );
    }
    if (id === EMBEDDED_ID) {
      throw new ModelListError(`${id} is the embedded model. Give another name.`);
    }
    if (this.has(id)) {
      throw new ModelListError(`there is already a model ${id}. Give another name.`);
    }
  }

  /** @throws ModelListError where the name is taken, or cannot be one */
  add(id: string, family: string, { parts, tokenizers }: ModelFiles): ModelEntry {
    const added = new Date().toISOString();
    const entry = Entry.parse({ id, family, added, parts, tokenizers, hashes: {} });
    this.change((models) => {
      this.refuseTaken(id);
      return [...models, entry];
    });
    return entry;
  }

  /** Forgets a model; its files stay. */
  remove(id: string): ModelEntry {
    const entry = this.get(id);
    this.change((models) => models.filter((model) => model.id !== id));
    return entry;
  }

  /** Keeps the hashes of a model's files, to compare later ones with. */
  keepHashes(id: string, hashes: ModelEntry['hashes']): void {
    this.change((models) =>
      models.map((model) => (model.id === id ? { ...model, hashes } : model)),
    );
  }

  /** Reads the list and writes it anew, while no other process does. */
  private change(of: (models: readonly ModelEntry[]) => readonly ModelEntry[]): void {
    mkdirSync(dirname(this.path), { recursive: true });
    whileLocked(`${this.path}.lock`, () => {
      const models = of(this.list());
      replaceFile(this.path, `${JSON.stringify({ version: 1, models }, null, 2)}\n`);
    });
  }

  private unreadable(why: string, cause: unknown): ModelListError {
    return new ModelListError(
      `the list of models, ${this.path}, cannot be read: ${why}. Repair it, or delete it and add the models again.`,
      { cause },
    );
  }
}
