import { parseSync } from 'oxc-parser';

/**
 * What a module imports, types too, as its specifiers stand there: static imports, exports from elsewhere, and `import()` of
 * a literal.
 * @param file its name, which says whether it is TSX
 */
export function importsOf(file: string, source: string): string[] {
  const { module } = parseSync(file, source);
  const dynamic = module.dynamicImports
    .map(({ moduleRequest: { start, end } }) => source.slice(start, end))
    .filter((request) => /^['"]/.test(request))
    .map((literal) => literal.slice(1, -1));
  const reexported = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ moduleRequest }) => (moduleRequest ? [moduleRequest.value] : [])),
  );
  return [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...reexported,
    ...dynamic,
  ];
}
