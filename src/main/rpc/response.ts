/**
 * What is named by a number in a project never changes, but a browser must not keep photos. Whatever it takes
 * their bytes for, they may do nothing on the page's origin.
 */
export const HEADERS = {
  'Content-Security-Policy': "default-src 'none'; sandbox",
  'Cache-Control': 'no-store',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
};

/** An answer in words. */
export function text(status: number, message: string): Response {
  const headers = { ...HEADERS, 'Content-Type': 'text/plain; charset=utf-8' };
  return new Response(message, { status, headers });
}
