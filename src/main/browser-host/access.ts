import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/**
 * Name of the cookie that a browser is known by, once it has shown the token. Cookies are shared between ports, and two
 * hosts must not take each other's.
 */
const cookieName = (port: number) => `penumbra-${port}`;

/**
 * Who may talk to the browser host: a browser on this machine (or at the end of a tunnel to it) that was
 * opened with the token that the terminal shows. Each token opens one browser; it then has a cookie that
 * scripts cannot read and other sites' requests do not carry.
 */
export class Access {
  private readonly port: number;
  private readonly sessions = new Set<string>();
  private token = secret();

  constructor(port: number) {
    this.port = port;
  }

  /** The address to open in a browser. */
  get url(): string {
    return `http://127.0.0.1:${this.port}/?token=${this.token}`;
  }

  /**
   * Takes a token, which is worth nothing afterwards.
   * @returns the cookie to set; `undefined` where the token is not the one
   */
  redeem(token: string): string | undefined {
    if (!isEqual(token, this.token)) return undefined;
    this.token = secret();
    const session = secret();
    this.sessions.add(session);
    // For as long as the browser runs: with this server the session is worth nothing any more.
    return `${cookieName(this.port)}=${session}; Path=/; HttpOnly; SameSite=Strict`;
  }

  /**
   * Why a request is refused; `undefined` where it is not. A page elsewhere that has its name resolve to
   * this machine (DNS rebinding) is told by Host, one that posts or opens a socket by Origin.
   */
  problemOf({ headers }: IncomingMessage, isFirst: boolean): string | undefined {
    const hosts = [`127.0.0.1:${this.port}`, `localhost:${this.port}`];
    if (!hosts.includes(headers.host ?? '')) return 'the Host is not this machine';
    const { origin } = headers;
    if (origin !== undefined && !hosts.some((host) => origin === `http://${host}`)) {
      return 'the Origin is another site';
    }
    if (isFirst) return undefined;
    const session = cookieOf(headers.cookie ?? '', cookieName(this.port));
    const isKnown =
      session !== undefined && [...this.sessions].some((own) => isEqual(own, session));
    return isKnown ? undefined : 'the browser has shown no token';
  }
}

function cookieOf(header: string, wanted: string): string | undefined {
  const pairs = header.split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([name]) => name === wanted)?.[1];
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}

/** Takes as long whatever differs. */
function isEqual(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
