import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { brokenLinks } from './link.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'penumbra-links-'));
  mkdirSync(join(root, 'docs'));
  writeFileSync(join(root, 'README.md'), '# Home\n\n## Two `commands`\n\n## Two commands\n');
});
afterEach(() => rmSync(root, { recursive: true }));

function problemsIn(markdown: string): string[] {
  writeFileSync(join(root, 'docs', 'page.md'), markdown);
  return brokenLinks(root, 'docs/page.md');
}

it.each([
  '[a](../README.md)',
  '[a](../README.md#two-commands)',
  '[a](../README.md#two-commands-1)',
  '[a](..)',
  '# Here\n\n[a](#here)',
  '[a](https://example.org/x#y)',
  '`[a](gone.md)`',
  '```\n[a](gone.md)\n```',
])('%j leads somewhere', (markdown) => expect(problemsIn(markdown)).toEqual([]));

it.each([
  ['[a](gone.md)', 'gone.md is not there'],
  ['![a](gone.png)', 'gone.png is not there'],
  ['<img src="gone.png" alt="">', 'gone.png is not there'],
  ['[a][b]\n\n[b]: gone.md', 'gone.md is not there'],
  ['| a |\n| - |\n| [a](gone.md) |', 'gone.md is not there'],
  ['[a](../README.md#three)', '../README.md#three names no heading there'],
  ['[a](#gone)', '#gone names no heading there'],
  ['[a](../../secret.md)', '../../secret.md leads out of the project'],
  ['[a](http://example.org)', 'http://example.org is no address to give'],
  ['[a](https://)', 'https:// is no address to give'],
])('%j does not', (markdown, problem) => {
  expect(problemsIn(markdown)).toEqual([`docs/page.md: ${problem}`]);
});
