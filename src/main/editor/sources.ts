import { basename } from 'node:path';
import type { FileSource } from '../../preload/contract.ts';
import { PictureError } from '../photo/picture-file.ts';
import type { Dialogs } from './dialogs.ts';
import type { KnownFiles } from './known-files.ts';
import type { Transfers } from './transfers.ts';

/** A file that may be opened. */
export interface SourceFile {
  readonly path: string;
  /** What it is called, which of an upload its path does not say. */
  readonly name: string;
  /** Whether it was sent, and lies in a place that does not last. */
  readonly isUpload: boolean;
  /** Takes it away once it is dealt with, where it was sent. */
  readonly done: () => void;
}

type NamedSource = Extract<FileSource, { from: 'path' | 'upload' }>;

/** The files that a page may name: none but those it was shown, sent, or was asked for. */
export class Sources {
  private readonly transfers: Transfers;
  private readonly dialogs: Dialogs | undefined;
  private readonly listed: KnownFiles;
  /** Files that the system or the person at the machine has named. */
  private readonly offered = new Set<string>();

  constructor(transfers: Transfers, dialogs: Dialogs | undefined, listed: KnownFiles) {
    this.transfers = transfers;
    this.dialogs = dialogs;
    this.listed = listed;
  }

  /** Lets the page name a file: one that the system was told to open, or that was dropped on the window. */
  offer(path: string): void {
    this.offered.add(path);
  }

  /** @returns what is chosen in a dialog; `undefined` where it was closed */
  async ask(): Promise<SourceFile | undefined> {
    const path = await this.dialogs?.open();
    if (path === undefined) return undefined;
    // So that it can be opened another way without asking again.
    this.offer(path);
    return named(path);
  }

  /** @throws PictureError where the page may not name the file, or it did not arrive */
  file(source: NamedSource): SourceFile {
    if (source.from === 'path') {
      this.checkKnown(source.path);
      return named(source.path);
    }
    const file = this.transfers.file(source.upload);
    if (!file) throw new PictureError('The file did not arrive. Open it again.');
    return { ...file, isUpload: true, done: () => this.transfers.remove(source.upload) };
  }

  private checkKnown(path: string): void {
    if (this.offered.has(path) || this.listed.has(path)) return;
    throw new PictureError(
      `${path} is not among the files that are offered. Open it from the dialog.`,
    );
  }
}

function named(path: string): SourceFile {
  return { path, name: basename(path), isUpload: false, done: () => undefined };
}
