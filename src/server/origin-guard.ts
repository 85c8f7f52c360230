import { isIP } from 'node:net';

/** What the guard needs to know of the server. */
export type OriginRules = {
  /** The address that the server listens on. */
  readonly boundHost: string;
  /** Origins (`https://host:port`) of other pages that may use the server. */
  readonly allowedOrigins: readonly string[];
};

/** Whether a name or address reaches only this machine. */
export function isLoopback(host: string): boolean {
  const name = bare(host);
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name === '::1' ||
    (isIP(name) === 4 && name.startsWith('127.'))
  );
}

/**
 * Whether a request's Host header may be ours. A page of an attacker whose name was rebound to our
 * address (DNS rebinding) sends that name: it always has a dot. So an address or a name without a
 * dot is let in where the server listens beyond this machine, and elsewhere only loopback names.
 */
export function isOurHost(header: string | undefined, rules: OriginRules): boolean {
  const host = hostOf(`http://${header ?? ''}`)?.hostname;
  if (host === undefined) return false;
  const name = bare(host);
  if (isLoopback(name) || name === bare(rules.boundHost)) return true;
  if (isLoopback(rules.boundHost)) return false;
  return isIP(name) !== 0 || !name.includes('.');
}

/**
 * Whether a page of that origin may change things here: no page at all, a page of this server, a
 * page on this machine under the same port, or one of the allow-list.
 */
export function isOurOrigin(
  origin: string | undefined,
  hostHeader: string | undefined,
  rules: OriginRules,
): boolean {
  if (origin === undefined) return true;
  if (rules.allowedOrigins.includes(origin)) return true;
  const page = hostOf(origin);
  const here = hostOf(`http://${hostHeader ?? ''}`);
  if (page === null || here === null) return false;
  if (page.host === here.host) return true;
  return isLoopback(page.hostname) && isLoopback(here.hostname) && page.port === here.port;
}

function hostOf(origin: string): URL | null {
  return URL.canParse(origin) ? new URL(origin) : null;
}

/** Without the brackets of an IPv6 address, in lower case. */
function bare(host: string): string {
  return host.replace(/^\[|\]$/g, '').toLowerCase();
}
