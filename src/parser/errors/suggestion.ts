import type { TokenType } from 'chevrotain';
import { nearestName } from '../../common/nearest-name.ts';
import { keyword } from '../grammar/token-types.ts';
import { isKeyword } from '../lexer/keywords.ts';
import type { Token } from '../lexer/token.ts';

/** Longer words are no slips of a keyword. */
const wordLengthMax = 30;

/** The keyword, among those that can stand there, that a word was meant to be; null when none is near. */
export function keywordMeant(token: Token, expected: ReadonlySet<TokenType>): TokenType | null {
  if (token.kind !== 'word' || token.value.length > wordLengthMax) return null;
  const wanted = [...expected].map((type) => type.name.toLowerCase()).filter(isKeyword);
  const near = token.value.length > 2 ? nearestName(token.value, wanted) : turned(token, wanted);
  return near === null ? null : keyword[near as keyof typeof keyword];
}

/** Of two letters only a swap is a slip. */
function turned(token: Token, wanted: readonly string[]): string | null {
  const swapped = [...token.value].toReversed().join('');
  return wanted.includes(swapped) ? swapped : null;
}
