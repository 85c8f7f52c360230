import { SqlError, sqlState } from '../common/sql-error.ts';
import type { Example, ScalarFunction } from './scalar-function.ts';
import { textFunction } from './text-function.ts';

/** The parts of a URI (RFC 3986, appendix B). */
const parts = /^(?:([^:/?#]+):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#([\s\S]*))?$/;

type Url = {
  readonly protocol: string | undefined;
  readonly authority: string | undefined;
  readonly path: string;
  readonly query: string | undefined;
  readonly ref: string | undefined;
};

/** The parts of a URL, by the names of Flink's PARSE_URL and of ksqlDB's URL_EXTRACT_…. */
export function urlFunctions(): ScalarFunction[] {
  const extracts: readonly (readonly [string, string, string])[] = [
    ['protocol', 'PROTOCOL', 'https'],
    ['host', 'HOST', 'mill.example'],
    ['path', 'PATH', '/a/b'],
    ['query', 'QUERY', 'k=v&x=1'],
    ['fragment', 'REF', 'top'],
  ];
  const sample = "'https://me@mill.example:8080/a/b?k=v&x=1#top'";
  return [
    urlFunction(
      'parse_url',
      ['text', 'text'],
      [`parse_url(${sample}, 'HOST')`, 'mill.example'],
      parsed,
    ),
    urlFunction(
      'parse_url',
      ['text', 'text', 'text'],
      [`parse_url(${sample}, 'QUERY', 'k')`, 'v'],
      (url: string, part: string, key: string) =>
        part.toUpperCase() === 'QUERY' ? parameterOf(url, key) : null,
    ),
    ...extracts.map(([name, part, output]) =>
      urlFunction(
        `url_extract_${name}`,
        ['text'],
        [`url_extract_${name}(${sample})`, output],
        (url: string) => parsed(url, part),
      ),
    ),
    urlFunction(
      'url_extract_parameter',
      ['text', 'text'],
      [`url_extract_parameter(${sample}, 'x')`, '1'],
      parameterOf,
    ),
    urlPort(sample),
    ...percentCodes(),
  ];
}

function urlFunction(
  name: string,
  parameters: readonly 'text'[],
  example: Example,
  compute: (...args: never[]) => string | null,
): ScalarFunction {
  const docs =
    'a part of a URL (PROTOCOL, HOST, PORT, PATH, QUERY, REF, FILE, AUTHORITY, USERINFO, or a parameter of the query); NULL when it has none';
  return textFunction(name, parameters, 'text', docs, example, compute, {
    nulls: 'own',
    evaluate: (args) => (args.includes(null) ? null : compute(...(args as never[]))),
  });
}

function urlPort(sample: string): ScalarFunction {
  return textFunction(
    'url_extract_port',
    ['text'],
    'integer',
    'the port of a URL; NULL when it names none',
    [`url_extract_port(${sample})`, '8080'],
    () => null,
    {
      nulls: 'own',
      evaluate: ([url]) => {
        const port = typeof url === 'string' ? parsed(url, 'PORT') : null;
        return port === null || port.length > 5 ? null : Number(port);
      },
    },
  );
}

function read(url: string): Url {
  const [, protocol, authority, path = '', query, ref] = parts.exec(url) ?? [];
  return { protocol, authority, path, query, ref };
}

/** A part by its name of any case; null for a part that is not there, and for names of none. */
function parsed(url: string, part: string): string | null {
  const { protocol, authority, path, query, ref } = read(url);
  switch (part.toUpperCase()) {
    case 'PROTOCOL':
      return protocol ?? null;
    case 'AUTHORITY':
      return authority ?? null;
    case 'USERINFO':
      return authority?.includes('@') ? authority.slice(0, authority.lastIndexOf('@')) : null;
    case 'HOST':
      return hostOf(authority);
    case 'PORT':
      return /:(\d+)$/.exec(authority ?? '')?.[1] ?? null;
    case 'PATH':
      return path;
    case 'FILE':
      return query === undefined ? path : `${path}?${query}`;
    case 'QUERY':
      return query ?? null;
    case 'REF':
      return ref ?? null;
    default:
      return null;
  }
}

function hostOf(authority: string | undefined): string | null {
  const host = authority?.slice(authority.lastIndexOf('@') + 1).replace(/:\d*$/, '');
  return host === undefined || host === '' ? null : host;
}

function parameterOf(url: string, name: string): string | null {
  for (const pair of (read(url).query ?? '').split('&')) {
    const at = pair.indexOf('=');
    if (pair.slice(0, at < 0 ? pair.length : at) === name) return at < 0 ? '' : pair.slice(at + 1);
  }
  return null;
}

function percentCodes(): ScalarFunction[] {
  return [
    textFunction(
      'url_encode_param',
      ['text'],
      'text',
      'a text as it stands in the query of a URL',
      ["url_encode_param('a b&ü')", 'a%20b%26%C3%BC'],
      (text: string) => encodeURIComponent(text),
    ),
    textFunction(
      'url_decode_param',
      ['text'],
      'text',
      'the text that stands encoded in the query of a URL; + is a space',
      ["url_decode_param('a+b%26%C3%BC')", 'a b&ü'],
      decodeParameter,
      { fallible: [sqlState.invalidParameterValue] },
    ),
  ];
}

/** @throws SqlError 22023 */
function decodeParameter(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new SqlError(
      sqlState.invalidParameterValue,
      'invalid percent-encoding in a parameter of a URL',
    );
  }
}
