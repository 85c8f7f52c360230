/** PostgreSQL's operators that have no precedence of their own: texts, patterns, bits, JSON, arrays. */
export const otherOperators = [
  ...['||', '~', '~*', '!~', '!~*', '^@', '&', '|', '#', '<<', '>>', '&&', '@>', '<@'],
  ...['->', '->>', '#>', '#>>', '#-', '?', '?|', '?&', '@?', '@@', '-|-', '&<', '&>', '<->'],
] as const;

/** Operators before a single operand that are no sign. */
export const prefixOperators = ['~', '@', '|/', '||/'] as const;

export type ComparisonOperator = '=' | '<>' | '<' | '<=' | '>' | '>=';

export type BinaryOperator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '^'
  | (typeof otherOperators)[number]
  | ComparisonOperator
  | 'and'
  | 'or'
  | 'like'
  | 'not like'
  | 'ilike'
  | 'not ilike'
  | 'similar to'
  | 'not similar to'
  | 'is distinct from'
  | 'is not distinct from';

export type UnaryOperator = 'not' | '-' | '+' | (typeof prefixOperators)[number];
