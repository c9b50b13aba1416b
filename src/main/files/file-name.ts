/** Characters that one file system or another refuses in a name: a file should be able to move. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused.
export const REFUSED_IN_NAMES = /[<>:"/\\|?*\u0000-\u001f]/g;
