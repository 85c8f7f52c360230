/** A piece of a template by which a moment is read. */
export type InputNode =
  | { readonly kind: 'separator' }
  | { readonly kind: 'text'; readonly length: number }
  | InputField;

type InputField = {
  readonly kind: 'field';
  /** As written in the template. */
  readonly name: string;
  readonly read: 'number' | 'month' | 'roman' | 'weekday' | 'half' | 'era' | 'zone' | 'commaYear';
  /** What the number says. */
  readonly field: string;
  /** How many digits it takes before another number. */
  readonly length: number;
  /** How many digits of a second it has at most; 0 for other fields. */
  readonly fraction: number;
  /** With FM, or at all for words: the length says nothing. */
  readonly bare: boolean;
  readonly short: boolean;
  /** Whether 'th' follows, or 'st', 'nd', 'rd'. */
  readonly ordinal: boolean;
};

const numbers: Readonly<Record<string, readonly [field: string, length: number]>> = {
  YYYY: ['year', 4],
  YYY: ['year', 3],
  YY: ['year', 2],
  Y: ['year', 1],
  IYYY: ['isoYear', 4],
  IYY: ['isoYear', 3],
  IY: ['isoYear', 2],
  I: ['isoYear', 1],
  CC: ['century', 2],
  Q: ['quarter', 1],
  MM: ['month', 2],
  WW: ['week', 2],
  W: ['weekOfMonth', 1],
  IW: ['isoWeek', 2],
  IDDD: ['isoDayOfYear', 3],
  DDD: ['dayOfYear', 3],
  DD: ['day', 2],
  D: ['weekday', 1],
  ID: ['isoWeekday', 1],
  J: ['julian', 7],
  HH24: ['hour', 2],
  HH12: ['hour12', 2],
  HH: ['hour12', 2],
  MI: ['minute', 2],
  SSSSS: ['secondOfDay', 5],
  SSSS: ['secondOfDay', 5],
  SS: ['second', 2],
  MS: ['millis', 3],
  US: ['micros', 6],
  FF1: ['micros', 1],
  FF2: ['micros', 2],
  FF3: ['micros', 3],
  FF4: ['micros', 4],
  FF5: ['micros', 5],
  FF6: ['micros', 6],
};

const words: Readonly<Record<string, InputField['read']>> = {
  MONTH: 'month',
  MON: 'month',
  RM: 'roman',
  DAY: 'weekday',
  DY: 'weekday',
  AM: 'half',
  PM: 'half',
  'A.M.': 'half',
  'P.M.': 'half',
  AD: 'era',
  BC: 'era',
  'A.D.': 'era',
  'B.C.': 'era',
  TZH: 'zone',
  OF: 'zone',
  'Y,YYY': 'commaYear',
};

const longestFirst = [...Object.keys(numbers), ...Object.keys(words)].toSorted(
  (a, b) => b.length - a.length,
);

/** Reads a template of to_timestamp. */
export function readInputTemplate(pattern: string): readonly InputNode[] {
  const nodes: InputNode[] = [];
  let at = 0;
  while (at < pattern.length) {
    const rest = pattern.slice(at);
    const quoted = /^"([^"]*)"?/.exec(rest);
    const field = quoted === null ? fieldAt(rest) : null;
    if (field !== null) {
      if (field.node !== null) nodes.push(field.node);
      at += field.length;
    } else if (quoted !== null) {
      nodes.push({ kind: 'text', length: (quoted[1] as string).length });
      at += quoted[0].length;
    } else {
      const letter = String.fromCodePoint(rest.codePointAt(0) as number);
      const separates = !/[\p{L}\p{N}]/u.test(letter);
      nodes.push(separates ? { kind: 'separator' } : { kind: 'text', length: letter.length });
      at += letter.length;
    }
  }
  return nodes;
}

function fieldAt(
  rest: string,
): { readonly node: InputField | null; readonly length: number } | null {
  const prefix = /^(?:FM|FX|TM)+/i.exec(rest)?.[0] ?? '';
  const upper = rest.slice(prefix.length).toUpperCase();
  const name = longestFirst.find((each) => upper.startsWith(each));
  if (name === undefined) return prefix === '' ? null : { node: null, length: prefix.length };
  const end = prefix.length + name.length;
  const ordinal = /^th/i.test(rest.slice(end, end + 2));
  const [field, length] = numbers[name] ?? ['', name.length];
  const node: InputField = {
    kind: 'field',
    name: rest.slice(prefix.length, end),
    read: words[name] ?? 'number',
    field,
    length,
    fraction: field === 'micros' || field === 'millis' ? length : 0,
    bare: /FM/i.test(prefix),
    short: name === 'MON' || name === 'DY',
    ordinal,
  };
  return { node, length: end + (ordinal ? 2 : 0) };
}
