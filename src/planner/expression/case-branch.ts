import type { Expression } from './expression.ts';

type Branch = Extract<Expression, { kind: 'case' }>['branches'][number];

/** One WHEN … THEN … of a CASE. */
export function caseBranch(when: Expression, result: Expression): Branch {
  // biome-ignore lint/suspicious/noThenProperty: plain data under SQL's own word, never awaited
  return { when, then: result };
}
