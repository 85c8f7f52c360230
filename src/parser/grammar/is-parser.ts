import type { ParserMethod } from 'chevrotain';
import type { ExpressionNode } from '../ast.ts';
import type { Token } from '../lexer/token.ts';
import { ArithmeticParser } from './arithmetic-parser.ts';
import { callOf } from './call-parser.ts';
import type { Operand } from './operators.ts';
import { placeOf } from './place.ts';
import { keyword } from './token-types.ts';

type JsonTest = Extract<ExpressionNode, { kind: 'isJson' }>['test'];
/** The plain tests behind IS. */
export type IsTest = Extract<ExpressionNode, { kind: 'is' }>['test'];

/** What may stand behind IS besides DISTINCT FROM. */
export abstract class IsParser extends ArithmeticParser {
  /** `JSON [VALUE | ARRAY | OBJECT | SCALAR] [WITH | WITHOUT UNIQUE [KEYS]]`. */
  protected readonly isJson: ParserMethod<[Operand, boolean], Operand> = this.RULE(
    'isJson',
    (operand: Operand, negated: boolean) => {
      let word: Token | null = null;
      let uniqueKeys = false;
      this.CONSUME(keyword.json);
      this.OPTION(() => {
        word = this.OR([
          { ALT: () => this.token(0, keyword.value) },
          { ALT: () => this.token(0, keyword.array) },
          { ALT: () => this.token(0, keyword.object) },
          { ALT: () => this.token(0, keyword.scalar) },
        ]);
      });
      this.OPTION1({
        GATE: () => this.isAhead(2, keyword.unique),
        DEF: () => {
          this.OR1([
            {
              ALT: () => {
                this.CONSUME(keyword.with);
                uniqueKeys = true;
              },
            },
            { ALT: () => this.CONSUME(keyword.without) },
          ]);
          this.CONSUME(keyword.unique);
          this.OPTION2(() => this.CONSUME(keyword.keys));
        },
      });
      return this.ACTION(() =>
        this.spanned(operand.first, (position) => {
          const test = (word === null ? 'value' : (word as Token).value) as JsonTest;
          return { kind: 'isJson', operand: operand.node, test, uniqueKeys, negated, position };
        }),
      );
    },
  );

  /** `[NFC | NFD | NFKC | NFKD] NORMALIZED`. */
  protected readonly isNormalized: ParserMethod<[Operand, boolean], Operand> = this.RULE(
    'isNormalized',
    (operand: Operand, negated: boolean) => {
      let form: Token | null = null;
      this.OPTION(() => {
        form = this.OR([
          { ALT: () => this.token(0, keyword.nfc) },
          { ALT: () => this.token(0, keyword.nfd) },
          { ALT: () => this.token(0, keyword.nfkc) },
          { ALT: () => this.token(0, keyword.nfkd) },
        ]);
      });
      const word = this.token(0, keyword.normalized);
      return this.ACTION(() =>
        this.spanned(operand.first, (position) => {
          const value = form === null ? 'NFC' : (form as Token).value.toUpperCase();
          const name = { kind: 'string', value, position: placeOf(word, word) } as const;
          const test = callOf('is_normalized', word, [operand.node, name], position);
          return negated ? { kind: 'unary', operator: 'not', operand: test, position } : test;
        }),
      );
    },
  );

  protected readonly isWord: ParserMethod<[], IsTest> = this.RULE('isWord', () => {
    const word = this.OR([
      { ALT: () => this.token(0, keyword.null) },
      { ALT: () => this.token(0, keyword.true) },
      { ALT: () => this.token(0, keyword.false) },
      { ALT: () => this.token(0, keyword.unknown) },
    ]);
    return this.ACTION(() => word.value as IsTest);
  });
}
