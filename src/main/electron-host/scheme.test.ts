import { expect, test } from 'vitest';
import { isOurs, PAGE_URL } from './scheme.ts';

test.each([PAGE_URL, 'penumbra://app/tile/1/0/0/0?look=%7B%7D'])('%s is of the page', (url) =>
  expect(isOurs(url)).toBe(true),
);

test.each([
  'https://app/',
  'penumbra://app.example.org/',
  'penumbra://other/',
  'penumbra://app@example.org/',
  'penumbra:app',
  'file:///etc/passwd',
  'about:blank',
  '',
])('%j is not', (url) => expect(isOurs(url)).toBe(false));
