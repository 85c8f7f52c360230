import type { ParserMethod, TokenType } from 'chevrotain';
import type { Position } from '../../common/sql-error.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { Identifier, Name } from '../ast.ts';
import type { Token } from '../lexer/token.ts';
import { EmbeddedActionsParser } from './chevrotain.ts';
import { placeOf } from './place.ts';
import { keyword, types, vocabulary } from './token-types.ts';

/** An identifier node of a token. */
export function identifierOf(token: Token): Identifier {
  return { name: token.value, position: placeOf(token, token) };
}

/**
 * The foundation of the grammar: tokens, places and names. Rules are written twice over, once run
 * by Chevrotain to record the grammar: whatever looks at a token's payload stands in `ACTION`.
 */
export class TokenParser extends EmbeddedActionsParser {
  /** With `isChecked` the grammar itself is checked, which takes long and is for tests. */
  constructor(isChecked: boolean) {
    super(vocabulary, { maxLookahead: 1, recoveryEnabled: false, skipValidations: !isChecked });
  }

  /** The next token; in the recording it has no meaning. */
  protected peek(): Token {
    return this.LA(1).payload as Token;
  }

  /** The place of what began with `first` and ended with the token read last. */
  protected placeFrom(first: Token): Position {
    return placeOf(first, this.LA(0).payload as Token);
  }

  protected token(index: number, type: TokenType): Token {
    return this.consume(index, type).payload as Token;
  }

  /** Whether the token `distance` ahead is of a type or category. */
  protected isAhead(distance: number, type: TokenType): boolean {
    const { tokenTypeIdx } = this.LA(distance);
    return type.tokenTypeIdx === tokenTypeIdx || type.categoryMatchesMap?.[tokenTypeIdx] === true;
  }

  /** Whether the next token is one of these; false while the grammar is recorded. */
  protected isNext(...tokens: readonly TokenType[]): boolean {
    return !this.RECORDING_PHASE && tokens.some((type) => this.isAhead(1, type));
  }

  /** How far ahead the parenthesis closes that opens `distance` tokens ahead; behind the end if it does not. */
  protected closerOf(distance: number): number {
    let depth = 0;
    let at = distance;
    for (; !this.isAhead(at, types.end); at += 1) {
      if (this.isAhead(at, types.open)) depth += 1;
      else if (this.isAhead(at, types.close)) {
        depth -= 1;
        if (depth === 0) return at;
      }
    }
    return at;
  }

  /** Ends the statement: it is understood, but nothing can be done with it yet. */
  protected refuse(what: string, place: Position): never {
    throw new SqlError(sqlState.featureNotSupported, `${what} is not supported yet`, {
      position: place,
    });
  }

  /** Ends the statement with an error that the grammar itself does not see. */
  protected fail(message: string, place: Position, hint?: string): never {
    throw new SqlError(sqlState.syntaxError, message, { position: place, hint });
  }

  protected readonly identifier: ParserMethod<[], Identifier> = this.RULE('identifier', () => {
    const token = this.token(0, types.name);
    return this.ACTION(() => identifierOf(token));
  });

  protected readonly identifierList: ParserMethod<[], Identifier[]> = this.RULE(
    'identifierList',
    () => {
      const list: Identifier[] = [];
      this.CONSUME(types.open);
      this.AT_LEAST_ONE_SEP({
        SEP: types.comma,
        DEF: () => list.push(this.SUBRULE(this.identifier)),
      });
      this.CONSUME(types.close);
      return list;
    },
  );

  /** `a`, `a.b`, `a.b.c`: behind a dot any word is a name. */
  protected readonly qualifiedName: ParserMethod<[], Name> = this.RULE('qualifiedName', () => {
    const first = this.token(0, types.name);
    const tokens = [first];
    this.MANY({
      GATE: () => !this.isAhead(2, types.star),
      DEF: () => {
        this.CONSUME(types.dot);
        tokens.push(this.token(1, types.label));
      },
    });
    return this.ACTION(() => ({
      parts: tokens.map((token) => token.value),
      position: this.placeFrom(first),
    }));
  });

  protected readonly ifNotExists: ParserMethod<[], boolean> = this.RULE('ifNotExists', () => {
    let given = false;
    this.OPTION({
      GATE: () => this.isAhead(2, keyword.not),
      DEF: () => {
        this.CONSUME(keyword.if);
        this.CONSUME(keyword.not);
        this.CONSUME(keyword.exists);
        given = true;
      },
    });
    return given;
  });
}
