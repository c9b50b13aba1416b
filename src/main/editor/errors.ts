/** Something is asked for that cannot be done as things stand. */
export class WorkspaceError extends Error {
  override readonly name = 'WorkspaceError';
}
