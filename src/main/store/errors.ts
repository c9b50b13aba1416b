/**
 * A project file cannot do what was asked. The message names the file and says what happened, what
 * is safe, and what to do; the subclasses are what callers tell apart.
 */
export class ProjectError extends Error {
  override readonly name: string = 'ProjectError';
  /** The file it is about. */
  readonly path: string;

  constructor(path: string, problem: string, options?: ErrorOptions) {
    super(`${path} ${problem}`, options);
    this.path = path;
  }
}

/** There is no such file. */
export class ProjectMissingError extends ProjectError {
  override readonly name = 'ProjectMissingError';

  constructor(path: string) {
    super(path, 'does not exist. Look for it under another name or in another folder.');
  }
}

/** The file is something else: a photo that was renamed, an empty file, another program's data. */
export class NotAProjectError extends ProjectError {
  override readonly name = 'NotAProjectError';

  constructor(path: string, found: string) {
    super(path, `is not a Penumbra project: ${found}. It was not changed.`);
  }
}

/** Another program switched the project to a write-ahead log, without which the file may not be complete. */
export class LoggedProjectError extends ProjectError {
  override readonly name = 'LoggedProjectError';

  constructor(path: string) {
    super(
      path,
      'was switched to a write-ahead log by another program, and may not be complete without that. It ' +
        'was not changed; `penumbra project salvage` copies both into a new file.',
    );
  }
}

/** A newer Penumbra wrote the file. */
export class NewerProjectError extends ProjectError {
  override readonly name = 'NewerProjectError';

  constructor(path: string, version: number, known: number) {
    super(
      path,
      `was written by a newer Penumbra (format ${version}, this one knows ${known}). ` +
        'It was not changed; update Penumbra to open it.',
    );
  }
}

/** An older Penumbra wrote the file, and it was to be opened without changing it. */
export class OlderProjectError extends ProjectError {
  override readonly name = 'OlderProjectError';

  constructor(path: string, version: number, known: number) {
    super(
      path,
      `has the older format ${version} (this Penumbra writes ${known}). It was not changed; ` +
        'open it for editing once, which brings it up to date and keeps a backup beside it.',
    );
  }
}

/** Structure or rows of the file are damaged, so that it cannot be trusted with new edits. */
export class DamagedProjectError extends ProjectError {
  override readonly name = 'DamagedProjectError';

  constructor(path: string, damage: string, options?: ErrorOptions) {
    super(
      path,
      `is damaged: ${damage}. It was left as it is; ` +
        '`penumbra project salvage` copies everything intact into a new file.',
      options,
    );
  }
}

/** One blob is damaged; everything else can be used. */
export class DamagedBlobError extends ProjectError {
  override readonly name = 'DamagedBlobError';
  /** What is wrong, without the file and the advice. */
  readonly damage: string;

  /** @param blob its SHA-256 in hexadecimal */
  constructor(path: string, blob: string, problem: string) {
    const damage = `blob ${blob.slice(0, 12)} ${problem}`;
    super(
      path,
      `has damaged data: ${damage}. The rest of the project is not affected; ` +
        '`penumbra project check` says what the blob belongs to.',
    );
    this.damage = damage;
  }
}

/** Another window or process has the project open for editing. */
export class ProjectInUseError extends ProjectError {
  override readonly name = 'ProjectInUseError';

  constructor(path: string, holder: string) {
    super(
      path,
      `is open for editing ${holder}. Close it there, or open it read-only; nothing was changed.`,
    );
  }
}

/** The file has a second name, under which its lock would not be seen. */
export class LinkedProjectError extends ProjectError {
  override readonly name = 'LinkedProjectError';

  constructor(path: string) {
    super(
      path,
      'has a second name in this or another folder (a hard link), under which it could be edited at ' +
        'the same time. Nothing was changed; open it read-only, or edit a copy of it.',
    );
  }
}

/** A crash left the last step half written, and it may only be read. */
export class UnfinishedProjectError extends ProjectError {
  override readonly name = 'UnfinishedProjectError';

  constructor(path: string, options?: ErrorOptions) {
    super(
      path,
      'was not closed properly, and tidying up needs to write. It was not changed; open it for ' +
        'editing once, or copy it with its -journal file to a folder that can be written.',
      options,
    );
  }
}

/** The file does not let itself be read. */
export class UnreadableProjectError extends ProjectError {
  override readonly name = 'UnreadableProjectError';

  constructor(path: string, options?: ErrorOptions) {
    super(
      path,
      'cannot be read: its permissions do not allow it. Nothing was changed; change them, or ask ' +
        'its owner.',
      options,
    );
  }
}

/** The file or its folder does not let itself be written. */
export class ReadOnlyProjectError extends ProjectError {
  override readonly name = 'ReadOnlyProjectError';

  constructor(path: string, options?: ErrorOptions) {
    super(
      path,
      'cannot be written: the file, its folder or the disk is read-only. Nothing was changed; ' +
        'open it read-only, or save a copy elsewhere.',
      options,
    );
  }
}

/** Another program reads or writes the file, and did not let go of it. */
export class ProjectBusyError extends ProjectError {
  override readonly name = 'ProjectBusyError';

  constructor(path: string, options?: ErrorOptions) {
    super(
      path,
      'is held by another program that reads or writes it. The last step was not saved, ' +
        'everything before it is safe; do the step again in a moment.',
      options,
    );
  }
}

/** Someone else wrote the file while it was open for editing here. */
export class ProjectChangedError extends ProjectError {
  override readonly name = 'ProjectChangedError';

  constructor(path: string) {
    super(
      path,
      'was changed by another program while it was open here. The last step was not saved; what ' +
        'the file holds now is shown instead. Close it there, and do the step again.',
    );
  }
}

/** The file left its place while it was open. */
export class ProjectMovedError extends ProjectError {
  override readonly name = 'ProjectMovedError';

  constructor(path: string, options?: ErrorOptions) {
    super(
      path,
      'was moved, replaced or deleted while it was open. The last step was not saved, everything ' +
        'before it is still there: use Save As now to keep it.',
      options,
    );
  }
}

/** No room for the change. */
export class DiskFullError extends ProjectError {
  override readonly name = 'DiskFullError';

  constructor(path: string, options?: ErrorOptions) {
    super(
      path,
      'could not be written: the disk is full. The last step was not saved, everything before it ' +
        'is safe; free some space and do the step again.',
      options,
    );
  }
}

/** A file already stands where a new one was to go. */
export class ProjectExistsError extends ProjectError {
  override readonly name = 'ProjectExistsError';

  constructor(path: string) {
    super(path, 'already exists and was not touched. Choose another name.');
  }
}
