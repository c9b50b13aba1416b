import type { CustomScheme } from 'electron';

/** The scheme that the page, its pictures and its uploads have in the Electron host. */
export const SCHEME = 'penumbra';

/** Where the page is. */
export const PAGE_URL = `${SCHEME}://app/`;

/** What the page may do by its scheme: the same as by HTTPS. To be registered before the app is ready. */
export const PRIVILEGED_SCHEME: CustomScheme = {
  scheme: SCHEME,
  privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true },
};

/** Whether a URL is of the page's own origin. */
export function isOurs(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host } = new URL(url);
  return protocol === `${SCHEME}:` && host === 'app';
}
