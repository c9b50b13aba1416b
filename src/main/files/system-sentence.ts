/** What an error means, the system's own put in words; ours are sentences already. */
export function systemSentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC') {
    return `${path ? `${path}: ` : ''}the disk is full. What was saved before is intact; make room, and try again`;
  }
  if (path === undefined) return error.message;
  if (code === 'ENOENT') return `${path} does not exist`;
  if (code === 'ENOTDIR') return `${path} is not a folder`;
  if (code === 'EEXIST') return `${path} is a file, not a folder`;
  if (code === 'EISDIR') return `${path} is a folder, not a file`;
  if (code === 'EACCES' || code === 'EPERM') return `${path}: access is denied`;
  return error.message;
}
