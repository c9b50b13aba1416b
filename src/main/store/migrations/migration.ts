/** One numbered change of the format. Never edited once it is released. */
export interface Migration {
  /** The `user_version` that the file has afterwards. */
  readonly version: number;
  /** Statements that bring a file of the version before to this one. */
  readonly sql: string;
}
