/**
 * What only a host can ask of the person at the machine. The browser host has none of it: files come by upload,
 * and go by download or to the folder it was given.
 */
export interface Dialogs {
  /** @returns the path of a photo or project; `undefined` where the dialog was closed */
  open(): Promise<string | undefined>;
  /** Asks for a model's folder, or for one of its files. @returns its path; `undefined` where it was closed */
  openModel(of: 'folder' | 'file'): Promise<string | undefined>;
  /** @param suggested file name @returns where to write */
  save(suggested: string): Promise<string | undefined>;
}
