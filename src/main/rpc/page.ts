import { createReadStream, statSync } from 'node:fs';
import { extname, join, normalize, sep } from 'node:path';
import { Readable } from 'node:stream';

/**
 * What the page may do: nothing but show itself and talk to where it came from. Styles in elements are what
 * its widgets and plots place themselves by.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' blob: data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-cache',
} as const;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/**
 * A page that says one thing, before or instead of ours.
 * @param message words of our own, which may hold no markup
 */
export function messagePage(message: string): { headers: Record<string, string>; body: string } {
  const style =
    'body{margin:0;min-height:100vh;display:grid;place-items:center;background:#161616;color:#e8e8e8;' +
    'font:15px/1.5 system-ui,sans-serif}main{max-width:28em;padding:2em}h1{font-size:20px;font-weight:600}';
  const body =
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Penumbra</title>' +
    `<style>${style}</style><main><h1>Penumbra</h1><p>${message}</p></main></html>\n`;
  return { headers: { ...HEADERS, 'Content-Type': 'text/html; charset=utf-8' }, body };
}

/**
 * A file of the built page, whichever host was asked for it.
 * @param path as a URL has it, without a leading slash; '' for the page itself
 * @returns `undefined` where there is none, or where the path leads out of the folder
 */
export function pageResponse(folder: string, path: string): Response | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return undefined;
  }
  if (decoded.includes('\0')) return undefined;
  const file = normalize(join(folder, decoded === '' ? 'index.html' : decoded));
  const type = TYPES[extname(file)];
  if (!file.startsWith(folder + sep) || !type) return undefined;
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return undefined;
  return new Response(Readable.toWeb(createReadStream(file)) as ReadableStream, {
    headers: { ...HEADERS, 'Content-Type': type },
  });
}
