/** Licences whose works may come along with one under Apache-2.0, by their SPDX names in lower case. */
const ALLOWED = new Set([
  // Ask for a notice, or for nothing.
  ...[
    '0bsd',
    'apache-2.0',
    'blueoak-1.0.0',
    'bsd-2-clause',
    'bsd-3-clause',
    'cc0-1.0',
    'isc',
    'mit',
  ],
  // Of fonts.
  'ofl-1.1',
  // Asks for changes to its own files; we make none.
  'mpl-2.0',
  // Asks that a library can be replaced: libvips is a file of its own, beside the archive.
  'lgpl-3.0-or-later',
]);

/**
 * Whether a licence suits.
 * @param expression as SPDX writes them: names with `AND` or with `OR`, not both
 */
export function isAllowed(expression: string | undefined): boolean {
  if (expression === undefined) return false;
  const plain = expression.replace(/^\((.*)\)$/, '$1').toLowerCase();
  const isKnown = (name: string) => ALLOWED.has(name);
  if (/[()]/.test(plain) || (plain.includes(' or ') && plain.includes(' and '))) return false;
  if (plain.includes(' or ')) return plain.split(' or ').some(isKnown);
  return plain.split(' and ').every(isKnown);
}
