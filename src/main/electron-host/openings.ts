/** Files that the system asks to open: by their icons, the dock, or another start of the app. */
export class Openings {
  private readonly waiting: string[] = [];
  private open: ((path: string) => unknown) | undefined;

  /** Opens a file, or keeps it until something can. */
  add(path: string): void {
    if (this.open) this.open(path);
    else this.waiting.push(path);
  }

  /** Of several files at once it is the last, as there is one project at a time. */
  addAll(paths: readonly string[]): void {
    const last = paths.at(-1);
    if (last !== undefined) this.add(last);
  }

  /** From now on files can be opened, of those that wait the last. */
  begin(open: (path: string) => unknown): void {
    this.open = open;
    this.addAll(this.waiting.splice(0));
  }
}
