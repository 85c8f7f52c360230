import type { GrammarToken } from './token-types.ts';
import { grammarToken, keyword, types } from './token-types.ts';

const openers = [keyword.map, keyword.struct, keyword.array, keyword.row];

/**
 * Tokens in which a `>>` that closes two types, as in `MAP<TEXT, ARRAY<INT>>`, is two tokens: the
 * lexer cannot tell it from the operator.
 */
export function withTypeBrackets(tokens: readonly GrammarToken[]): readonly GrammarToken[] {
  if (!tokens.some(({ image }) => image === '>>')) return tokens;
  let depth = 0;
  return tokens.flatMap((token, at) => {
    const before = tokens[at - 1];
    if (token.tokenType === types.less && before !== undefined) {
      if (openers.includes(before.tokenType)) depth += 1;
    } else if (token.tokenType === types.greater) {
      depth = Math.max(0, depth - 1);
    } else if (token.image === '>>' && depth > 1) {
      depth -= 2;
      return halves(token);
    }
    return [token];
  });
}

function halves({ payload }: GrammarToken): readonly GrammarToken[] {
  const { start, point, column } = payload;
  return [0, 1].map((at) => {
    const place = { start: start + at, end: start + at + 1, point: point + at };
    const half = { ...payload, ...place, value: '>', column: column + at, length: 1 };
    return grammarToken(half, '>');
  });
}
