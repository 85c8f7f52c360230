import type { ParserMethod } from 'chevrotain';
import type { ExpressionNode, TypeName } from '../ast.ts';
import type { Token } from '../lexer/token.ts';
import { CallParser, callOf } from './call-parser.ts';
import { placeOf } from './place.ts';
import { keyword, types } from './token-types.ts';

type Case = Extract<ExpressionNode, { kind: 'case' }>;

/** What an expression is made of: literals, columns, calls, CASE, CAST and what stands in parentheses. */
export abstract class PrimaryParser extends CallParser {
  protected abstract readonly specialCall: ParserMethod<[], ExpressionNode>;
  protected abstract readonly jsonCall: ParserMethod<[], ExpressionNode>;
  protected abstract readonly isJsonCall: () => boolean;
  protected abstract readonly jsonConstructor: ParserMethod<[], ExpressionNode>;
  protected abstract readonly isJsonConstructor: () => boolean;
  protected abstract readonly parenthesised: ParserMethod<[], ExpressionNode>;
  protected abstract readonly arrayConstructor: ParserMethod<[], ExpressionNode>;
  protected abstract readonly constructorCall: ParserMethod<[], ExpressionNode>;
  protected abstract readonly mapConstructor: ParserMethod<[], ExpressionNode>;

  protected readonly primary: ParserMethod<[], ExpressionNode> = this.RULE('primary', () =>
    this.OR({
      DEF: [
        { ALT: () => this.SUBRULE(this.literal) },
        { ALT: () => this.SUBRULE(this.wordLed) },
        { ALT: () => this.SUBRULE(this.parenthesised) },
        { ALT: () => this.SUBRULE(this.caseExpression) },
        { ALT: () => this.SUBRULE(this.arrayConstructor) },
        { ALT: () => this.SUBRULE(this.castCall) },
        { ALT: () => this.SUBRULE(this.clockCall) },
        { ALT: () => this.SUBRULE(this.sideCall) },
      ],
      IGNORE_AMBIGUITIES: true,
    }),
  );

  protected readonly literal: ParserMethod<[], ExpressionNode> = this.RULE('literal', () =>
    this.OR<ExpressionNode>([
      { ALT: () => this.SUBRULE(this.numberLiteral) },
      {
        ALT: () => {
          const token = this.token(0, types.string);
          return this.ACTION(() => ({
            kind: 'string',
            value: token.value,
            position: placeOf(token, token),
          }));
        },
      },
      {
        ALT: () => {
          const token = this.token(0, types.bits);
          return this.ACTION(() => this.bitLiteral(token));
        },
      },
      {
        ALT: () => {
          const token = this.token(0, types.parameter);
          return this.ACTION(() => ({
            kind: 'parameter',
            index: Number(token.value),
            position: placeOf(token, token),
          }));
        },
      },
      {
        ALT: () => {
          const token = this.token(0, keyword.null);
          return this.ACTION(() => ({ kind: 'null', position: placeOf(token, token) }));
        },
      },
      { ALT: () => this.truth(this.token(0, keyword.true), true) },
      { ALT: () => this.truth(this.token(0, keyword.false), false) },
    ]),
  );

  private readonly numberLiteral: ParserMethod<[], ExpressionNode> = this.RULE(
    'numberLiteral',
    () => {
      const token = this.token(0, types.number);
      return this.ACTION<ExpressionNode>(() => {
        return { kind: 'number', text: token.value, position: placeOf(token, token) };
      });
    },
  );

  private bitLiteral(token: Token): ExpressionNode {
    const position = placeOf(token, token);
    const type = { name: 'bit', arguments: [], members: [], arrayDepth: 0, position };
    return { kind: 'typedLiteral', type, value: token.value, unit: null, position };
  }

  private truth(token: Token, value: boolean): ExpressionNode {
    return this.ACTION(() => ({ kind: 'boolean', value, position: placeOf(token, token) }));
  }

  /** What begins with a word that is not reserved: what follows tells what it is. */
  private readonly wordLed: ParserMethod<[], ExpressionNode> = this.RULE('wordLed', () =>
    this.OR<ExpressionNode>({
      DEF: [
        {
          GATE: () => this.stringBehindType() > 0,
          ALT: () => this.SUBRULE(this.intervalLiteral),
        },
        { GATE: () => this.stringBehindType() > 0, ALT: () => this.SUBRULE(this.namedLiteral) },
        { GATE: () => this.isAhead(2, types.open), ALT: () => this.SUBRULE(this.specialCall) },
        { GATE: () => this.isAhead(2, types.open), ALT: () => this.SUBRULE(this.constructorCall) },
        {
          GATE: () => this.isAhead(2, types.openBracket),
          ALT: () => this.SUBRULE(this.mapConstructor),
        },
        { GATE: () => this.isJsonCall(), ALT: () => this.SUBRULE(this.jsonCall) },
        {
          GATE: () => this.isJsonConstructor(),
          ALT: () => this.SUBRULE(this.jsonConstructor),
        },
        { ALT: () => this.SUBRULE(this.columnOrCall) },
      ],
      IGNORE_AMBIGUITIES: true,
    }),
  );

  /**
   * How far ahead the string of a typed literal stands: `type '…'`, `type(1, 2) '…'`, and types of
   * several words; 0 when this is none.
   */
  private stringBehindType(): number {
    if (this.isAhead(2, types.string)) return 2;
    const isTwoWords = this.isAhead(2, keyword.varying) || this.isAhead(2, keyword.precision);
    let next = isTwoWords ? 3 : 2;
    if (this.isAhead(next, types.open) && this.isAhead(next + 1, types.number)) {
      next += 2;
      while (this.isAhead(next, types.comma) && this.isAhead(next + 1, types.number)) next += 2;
      if (!this.isAhead(next, types.close)) return 0;
      next += 1;
    }
    const isZoned = this.isAhead(next, keyword.with) || this.isAhead(next, keyword.without);
    if (isZoned && this.isAhead(next + 1, keyword.time)) next += 3;
    return this.isAhead(next, types.string) ? next : 0;
  }

  /** `INTERVAL '5 seconds'`, `INTERVAL '10' SECOND`. */
  protected readonly intervalLiteral: ParserMethod<[], ExpressionNode> = this.RULE(
    'intervalLiteral',
    () => {
      const first = this.token(0, keyword.interval);
      let numbers = this.SUBRULE(this.typeNumbers);
      const value = this.token(0, types.string);
      let unit: string | null = null;
      this.OPTION(() => {
        unit = this.SUBRULE(this.intervalFields);
        const more = this.SUBRULE1(this.typeNumbers);
        this.ACTION(() => {
          numbers = [...numbers, ...more];
        });
      });
      return this.ACTION(() => this.intervalOf(first, first, value, unit, numbers));
    },
  );

  /** `word` is the token that the type's place is told by. */
  protected intervalOf(
    first: Token,
    word: Token,
    value: Token,
    unit: string | null,
    numbers: readonly number[],
  ): ExpressionNode {
    const position = placeOf(word, word);
    return {
      kind: 'typedLiteral',
      type: { name: 'interval', arguments: numbers, members: [], arrayDepth: 0, position },
      value: value.value,
      unit,
      position: this.placeFrom(first),
    };
  }

  /** `DATE '…'`, `TIMESTAMP(3) WITH TIME ZONE '…'` and any other type before a string. */
  private readonly namedLiteral: ParserMethod<[], ExpressionNode> = this.RULE(
    'namedLiteral',
    () => {
      const first = this.peek();
      const type = this.SUBRULE(this.literalType);
      const value = this.token(0, types.string);
      return this.ACTION<ExpressionNode>(() => {
        const position = this.placeFrom(first);
        return { kind: 'typedLiteral', type, value: value.value, unit: null, position };
      });
    },
  );

  private readonly literalType: ParserMethod<[], TypeName> = this.RULE('literalType', () => {
    const first = this.peek();
    const base = this.SUBRULE(this.typeBase);
    return this.ACTION(() => ({ ...base, arrayDepth: 0, position: this.placeFrom(first) }));
  });

  private readonly columnOrCall: ParserMethod<[], ExpressionNode> = this.RULE(
    'columnOrCall',
    () => {
      const name = this.SUBRULE(this.qualifiedName);
      let call: ExpressionNode | null = null;
      this.OPTION(() => {
        call = this.SUBRULE(this.callArguments, { ARGS: [name] });
      });
      return this.ACTION<ExpressionNode>(
        () => call ?? { kind: 'column', name, position: name.position },
      );
    },
  );

  private readonly caseExpression: ParserMethod<[], ExpressionNode> = this.RULE(
    'caseExpression',
    () => {
      const first = this.token(0, keyword.case);
      const branches: Case['branches'][number][] = [];
      let operand: ExpressionNode | null = null;
      let otherwise: ExpressionNode | null = null;
      this.OPTION(() => {
        operand = this.SUBRULE(this.expression);
      });
      this.AT_LEAST_ONE(() => {
        this.CONSUME(keyword.when);
        const when = this.SUBRULE1(this.expression);
        this.CONSUME(keyword.then);
        branches.push({ when, then: this.SUBRULE2(this.expression) });
      });
      this.OPTION1(() => {
        this.CONSUME(keyword.else);
        otherwise = this.SUBRULE3(this.expression);
      });
      this.CONSUME(keyword.end);
      return this.ACTION<ExpressionNode>(() => {
        const position = this.placeFrom(first);
        return { kind: 'case', operand, branches, otherwise, position };
      });
    },
  );

  private readonly castCall: ParserMethod<[], ExpressionNode> = this.RULE('castCall', () => {
    const first = this.token(0, keyword.cast);
    this.CONSUME(types.open);
    const operand = this.SUBRULE(this.expression);
    this.CONSUME(keyword.as);
    const type = this.SUBRULE(this.typeName);
    this.CONSUME(types.close);
    return this.ACTION<ExpressionNode>(() => ({
      kind: 'cast',
      operand,
      type,
      position: this.placeFrom(first),
    }));
  });

  /** CURRENT_TIMESTAMP and its like: calls without parentheses, perhaps with a precision. */
  private readonly clockCall: ParserMethod<[], ExpressionNode> = this.RULE('clockCall', () => {
    const first = this.peek();
    const args: ExpressionNode[] = [];
    this.OR([
      { ALT: () => this.CONSUME(keyword.current_timestamp) },
      { ALT: () => this.CONSUME(keyword.current_date) },
      { ALT: () => this.CONSUME(keyword.current_time) },
      { ALT: () => this.CONSUME(keyword.localtimestamp) },
      { ALT: () => this.CONSUME(keyword.localtime) },
    ]);
    this.OPTION(() => {
      this.CONSUME(types.open);
      args.push(this.SUBRULE(this.numberLiteral));
      this.CONSUME(types.close);
    });
    return this.ACTION(() => callOf(first.value, first, args, this.placeFrom(first)));
  });

  /** `left(…)` and `right(…)`: reserved words that are functions too. */
  private readonly sideCall: ParserMethod<[], ExpressionNode> = this.RULE('sideCall', () => {
    const first = this.peek();
    this.OR([
      { ALT: () => this.CONSUME(keyword.left) },
      { ALT: () => this.CONSUME(keyword.right) },
    ]);
    const name = this.ACTION(() => ({ parts: [first.value], position: placeOf(first, first) }));
    return this.SUBRULE(this.callArguments, { ARGS: [name] });
  });
}
