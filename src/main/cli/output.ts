/** Prints a result: for programs as one JSON object on one line, for people as text. */
export function print(asJson: boolean | undefined, result: object, text: () => string): void {
  process.stdout.write(`${asJson ? JSON.stringify(result) : text()}\n`);
}

/** Columns of text, each as wide as its widest cell; numbers to the right. */
export function table(
  header: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => String(row[column] ?? '').length)),
  );
  const line = (cells: readonly (string | number)[]) =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return typeof cell === 'number' ? String(cell).padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return [line(header), ...rows.map(line)].join('\n');
}
