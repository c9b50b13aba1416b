/** How a window reaches main, whatever lies between them: the only thing that a page is given. */
export interface Bridge {
  /** Never rejects for what main refuses; only where main cannot be reached. */
  call(method: string, params: unknown): Promise<Answer>;
  /** @returns ends it */
  listen(listener: (event: string, data: unknown) => void): () => void;
  /**
   * Names a file that was dropped on the page, so that it can be opened where it lies (`FileSource` `path`). Absent
   * where main cannot see it, and its bytes are uploaded.
   * @returns its path; '' where it lies nowhere, as a picture dragged out of another page
   */
  readonly offer?: (file: File) => Promise<string>;
}

export type Answer = { readonly result: unknown } | { readonly failure: unknown };
