/** Files that the system asks to open: by their icons, the dock, or another start of the app. */
export class Openings {
  private readonly waiting: string[] = [];
  private open: ((path: string) => unknown) | undefined;

  /** Opens a file, or keeps it until something can. */
  add(path: string): void {
    if (this.open) this.open(path);
    else this.waiting.push(path);
  }

  /** From now on files can be opened. Of those that wait it is the last, as there is one project at a time. */
  begin(open: (path: string) => unknown): void {
    this.open = open;
    const last = this.waiting.splice(0).at(-1);
    if (last !== undefined) open(last);
  }
}
