/** The system's errors about a file or folder, in words; `''` in front of those that may name none. */
const SENTENCES: Readonly<Record<string, (path: string) => string>> = {
  ENOENT: (path) => `${path} does not exist`,
  ENOTDIR: (path) => `${path} is not a folder`,
  EEXIST: (path) => `${path} is a file, not a folder`,
  EISDIR: (path) => `${path} is a folder, not a file`,
  EACCES: (path) => `${path}: access is denied`,
  EPERM: (path) => `${path}: access is denied`,
  EROFS: (path) => `${path}: the disk can only be read. Choose a place on another`,
  EBUSY: (path) => `${path} is held by another program. Close it there, and try again`,
  ENAMETOOLONG: (path) => `${path}: the name is too long. Choose a shorter one`,
  ELOOP: (path) => `${path} is a link that leads in a circle`,
  EXDEV: (path) => `${path} cannot be moved to another disk. Copy it there`,
  EIO: (path) => `${path}: the disk reports a fault`,
};

/** The same for those that may come without a path. */
const GENERAL: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full. What was saved before is intact; make room, and try again',
  EDQUOT:
    'your share of the disk is full. What was saved before is intact; make room, and try again',
  EFBIG:
    "the file is too large for this disk's file system (FAT32 takes 4 GB at most). Choose a place on another disk",
  EMFILE: 'too many files are open. Close other windows or programs, and try again',
  ENFILE: 'too many files are open. Close other windows or programs, and try again',
};

/** What an error means, the system's own put in words; ours are sentences already. */
export function systemSentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code = '', path } = error as NodeJS.ErrnoException;
  const general = GENERAL[code];
  if (general) return path === undefined ? general : `${path}: ${general}`;
  return (path !== undefined && SENTENCES[code]?.(path)) || error.message;
}
