import { rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { makeTemporaryFolder } from '../files/temporary-folder.ts';

/** Files that a window sent, and files that it may fetch, by names that cannot be guessed. */
export class Transfers {
  private readonly files = new Map<string, { readonly path: string; readonly name: string }>();
  private readonly folder = makeTemporaryFolder();

  /**
   * A place for a file that is to come or go.
   * @param name what it is called: whatever folders it names are left out
   */
  place(name: string): { readonly id: string; readonly path: string; readonly name: string } {
    const id = crypto.randomUUID();
    // Other systems' separators are none here, and must not become part of a name.
    const plain = basename(name.replaceAll('\\', '/')).replaceAll('\0', '') || 'file';
    const file = { path: this.newPath(), name: plain };
    this.files.set(id, file);
    return { id, ...file };
  }

  /** A path for a file that is offered once it is written. @param ending of its name, which may tell its format */
  newPath(ending = ''): string {
    return join(this.folder, crypto.randomUUID() + ending);
  }

  /** Lets a window fetch a file. */
  offer(path: string, name: string): { readonly name: string; readonly url: string } {
    const id = crypto.randomUUID();
    this.files.set(id, { path, name });
    return { name, url: `download/${id}` };
  }

  file(id: string): { readonly path: string; readonly name: string } | undefined {
    return this.files.get(id);
  }

  /** Deletes a file that is dealt with. */
  remove(id: string): void {
    const file = this.files.get(id);
    this.files.delete(id);
    if (file) rmSync(file.path, { force: true });
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
