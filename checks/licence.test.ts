import { expect, it } from 'vitest';
import { isAllowed } from './licence.ts';

it.each(['MIT', 'mpl-2.0', '(MIT OR GPL-3.0-only)', 'Apache-2.0 AND LGPL-3.0-or-later AND MIT'])(
  '%s suits',
  (licence) => expect(isAllowed(licence)).toBe(true),
);

it.each([
  undefined,
  '',
  'GPL-3.0-only',
  'AGPL-3.0-or-later',
  'SEE LICENSE IN LICENSE.txt',
  'MIT AND GPL-3.0-only',
  '(GPL-2.0-only OR AGPL-3.0-only)',
  'GPL-2.0-only OR (AGPL-3.0-only AND MIT)',
  '(MIT OR ISC) AND (GPL-3.0-only OR AGPL-3.0-only)',
])('%s does not', (licence) => expect(isAllowed(licence)).toBe(false));
