/** A piece of the text of a date or time. */
export type MomentToken =
  | {
      readonly kind: 'time';
      readonly hour: number;
      readonly minute: number;
      readonly micros: number;
    }
  /** Three parts of a date, or two with the month named: digits or letters. */
  | { readonly kind: 'date'; readonly parts: readonly string[] }
  /** An hour is one that 'am' or 'pm' follows. */
  | { readonly kind: 'number'; readonly text: string; readonly isHour?: boolean }
  | { readonly kind: 'word'; readonly text: string }
  /** Seconds east of UTC. */
  | { readonly kind: 'offset'; readonly seconds: number };

type Reader = {
  readonly pattern: RegExp;
  readonly token: (match: RegExpExecArray) => MomentToken | null;
};

/** What a text is made of, tried in this order at each place. */
const readers: readonly Reader[] = [
  {
    pattern: /(\d{1,2}):(\d{1,2})(?::(\d{1,2})(\.\d*)?)?(?![\d:])/y,
    token: ([, hour, minute, second = '0', fraction = '']) => ({
      kind: 'time',
      hour: Number(hour),
      minute: Number(minute),
      micros: Number(second) * 1_000_000 + Math.round(Number(`0${fraction}`) * 1_000_000),
    }),
  },
  {
    pattern: /(\d+|[a-z]{3,9})([-/.])(\d+|[a-z]{3,9})\2(\d+)(?![\d.])/y,
    token: ([, a = '', , b = '', c = '']) => ({ kind: 'date', parts: [a, b, c] }),
  },
  // The year and the day of the year.
  {
    pattern: /(\d{4,})\.(\d{3})(?![\d.])/y,
    token: ([, year = '', day = '']) => ({ kind: 'date', parts: [year, day] }),
  },
  { pattern: /j(\d+)(?![\w.])/y, token: ([text]) => ({ kind: 'word', text }) },
  {
    pattern: /([+-])(\d{1,2})(?::(\d{1,2})(?::(\d{1,2}))?|(\d{2}))?(?![\d:])/y,
    token: ([, sign, hours, minutes, seconds = '0', joined]) => {
      const east = Number(hours) * 3600 + Number(minutes ?? joined ?? 0) * 60 + Number(seconds);
      return { kind: 'offset', seconds: sign === '-' ? 0 - east : east };
    },
  },
  {
    pattern: /(\d{1,2})(?=\s*[ap]m(?![a-z]))/y,
    token: ([text]) => ({ kind: 'number', text, isHour: true }),
  },
  // A month that digits stand right behind.
  {
    pattern: /(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?=\d)/y,
    token: ([text]) => ({ kind: 'word', text }),
  },
  { pattern: /\d+(?:\.\d+)?/y, token: ([text]) => ({ kind: 'number', text }) },
  // The T between a date and a time.
  { pattern: /t(?=\d)/y, token: () => null },
  { pattern: /[+-]?infinity(?![a-z])/y, token: ([text]) => ({ kind: 'word', text }) },
  {
    pattern: /[a-z_]+(?:\/[a-z0-9_+-]+|[+-]?\d[a-z0-9:]*)*/y,
    token: ([text]) => ({ kind: 'word', text }),
  },
];

/** The pieces of a text in lower case; null where something is none. */
export function momentTokens(text: string): MomentToken[] | null {
  const tokens: MomentToken[] = [];
  let at = 0;
  while (at < text.length) {
    if (/[\s,]/.test(text[at] as string)) {
      at += 1;
      continue;
    }
    const length = readAt(text, at, tokens);
    if (length === 0) return null;
    at += length;
  }
  return tokens;
}

/** Reads one piece; how long it is, 0 for none. */
function readAt(text: string, at: number, tokens: MomentToken[]): number {
  for (const { pattern, token } of readers) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) continue;
    const found = token(match);
    if (found !== null) tokens.push(found);
    return match[0].length;
  }
  return 0;
}
