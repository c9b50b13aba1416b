/** How a window reaches main, whatever lies between them: the only thing that a page is given. */
export interface Bridge {
  /** Never rejects for what main refuses; only where main cannot be reached. */
  call(method: string, params: unknown): Promise<Answer>;
  /** @returns ends it */
  listen(listener: (event: string, data: unknown) => void): () => void;
}

export type Answer = { readonly result: unknown } | { readonly failure: unknown };
