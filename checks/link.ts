import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import GithubSlugger from 'github-slugger';
import { marked, type Token, type Tokens } from 'marked';

/**
 * Links of a Markdown page that lead nowhere: to a file that is not there or outside the project, to a heading that the page
 * does not have, or to an address that is none. What other sites answer is not asked.
 * @param root folder of the project
 * @param page from there, with slashes
 * @returns each in words
 */
export function brokenLinks(root: string, page: string): string[] {
  return linksOf(readFileSync(join(root, page), 'utf8')).flatMap((link) => {
    const problem = problemOf(root, page, link);
    return problem === undefined ? [] : [`${page}: ${link} ${problem}`];
  });
}

/** Why a link leads nowhere; `undefined` where it does not. */
function problemOf(root: string, page: string, link: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:/i.test(link)) {
    const { protocol } = URL.parse(link) ?? {};
    return protocol === 'https:' || protocol === 'mailto:' ? undefined : 'is no address to give';
  }
  const [file = '', anchor] = link.split('#') as [string, string?];
  const target = file === '' ? join(root, page) : join(root, dirname(page), decodeURI(file));
  if (relative(root, target).split(sep)[0] === '..') return 'leads out of the project';
  if (!existsSync(target)) return 'is not there';
  if (anchor === undefined) return undefined;
  const isPage = statSync(target).isFile() && target.endsWith('.md');
  const anchors = isPage ? anchorsOf(readFileSync(target, 'utf8')) : new Set();
  return anchors.has(anchor) ? undefined : 'names no heading there';
}

function linksOf(markdown: string): string[] {
  const links: string[] = [];
  walk(markdown, (token) => {
    if (token.type === 'link' || token.type === 'image') links.push((token as Tokens.Link).href);
    if (token.type !== 'html') return;
    for (const [, href = ''] of token.raw.matchAll(/\b(?:href|src)="([^"]*)"/g)) links.push(href);
  });
  return links;
}

/** Names of the headings, as forges make them. */
function anchorsOf(markdown: string): Set<string> {
  const slugger = new GithubSlugger();
  const anchors = new Set<string>();
  walk(markdown, (token) => {
    if (token.type === 'heading') anchors.add(slugger.slug(plainText(token as Tokens.Heading)));
  });
  return anchors;
}

/** The text of a token, without marks. */
function plainText(token: Token): string {
  const { tokens } = token as { readonly tokens?: readonly Token[] };
  if (tokens) return tokens.map(plainText).join('');
  return (token as { readonly text?: string }).text ?? token.raw;
}

function walk(markdown: string, see: (token: Token) => void): void {
  marked.walkTokens(marked.lexer(markdown), see);
}
