import type { ParserMethod } from 'chevrotain';
import type { ExpressionNode, Name, TypeName } from '../ast.ts';
import type { Token } from '../lexer/token.ts';
import { placeOf } from './place.ts';
import { keyword, types } from './token-types.ts';
import { TypeParser } from './type-parser.ts';

type Case = Extract<ExpressionNode, { kind: 'case' }>;
type Call = Extract<ExpressionNode, { kind: 'call' }>;

/** A call by plain name. */
export function callOf(
  name: string,
  nameToken: Token,
  args: readonly ExpressionNode[],
  position: Call['position'],
): Call {
  return {
    kind: 'call',
    name: { parts: [name], position: placeOf(nameToken, nameToken) },
    arguments: args,
    distinct: false,
    filter: null,
    position,
  };
}

/** What an expression is made of: literals, columns, calls, CASE, CAST and what stands in parentheses. */
export abstract class PrimaryParser extends TypeParser {
  protected abstract readonly expression: ParserMethod<[], ExpressionNode>;
  protected abstract readonly specialCall: ParserMethod<[], ExpressionNode>;

  protected readonly primary: ParserMethod<[], ExpressionNode> = this.RULE('primary', () =>
    this.OR({
      DEF: [
        { ALT: () => this.SUBRULE(this.literal) },
        { ALT: () => this.SUBRULE(this.wordLed) },
        { ALT: () => this.SUBRULE(this.parenthesised) },
        { ALT: () => this.SUBRULE(this.caseExpression) },
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

  private truth(token: Token, value: boolean): ExpressionNode {
    return this.ACTION(() => ({ kind: 'boolean', value, position: placeOf(token, token) }));
  }

  /** What begins with a word that is not reserved: what follows tells what it is. */
  private readonly wordLed: ParserMethod<[], ExpressionNode> = this.RULE('wordLed', () =>
    this.OR<ExpressionNode>({
      DEF: [
        {
          GATE: () => this.isAhead(2, types.string),
          ALT: () => this.SUBRULE(this.intervalLiteral),
        },
        { GATE: () => this.isMomentLiteral(), ALT: () => this.SUBRULE(this.momentLiteral) },
        { GATE: () => this.isAhead(2, types.open), ALT: () => this.SUBRULE(this.specialCall) },
        { GATE: () => this.isAhead(2, types.string), ALT: () => this.SUBRULE(this.namedLiteral) },
        { ALT: () => this.SUBRULE(this.columnOrCall) },
      ],
      IGNORE_AMBIGUITIES: true,
    }),
  );

  /** TIME and TIMESTAMP are columns as well, unless a string follows, perhaps behind (n) and WITH TIME ZONE. */
  private isMomentLiteral(): boolean {
    const hasNumber = this.isAhead(2, types.open) && this.isAhead(3, types.number);
    const next = hasNumber ? 5 : 2;
    return (
      this.isAhead(next, types.string) ||
      ((this.isAhead(next, keyword.with) || this.isAhead(next, keyword.without)) &&
        this.isAhead(next + 1, keyword.time))
    );
  }

  /** `INTERVAL '5 seconds'`, `INTERVAL '10' SECOND`. */
  protected readonly intervalLiteral: ParserMethod<[], ExpressionNode> = this.RULE(
    'intervalLiteral',
    () => {
      const first = this.token(0, keyword.interval);
      const value = this.token(0, types.string);
      let unit: Token | null = null;
      this.OPTION(() => {
        unit = this.token(0, types.unit);
      });
      return this.ACTION(() => this.intervalOf(first, first, value, unit));
    },
  );

  /** `word` is the token that the type's place is told by. */
  protected intervalOf(
    first: Token,
    word: Token,
    value: Token,
    unit: Token | null,
  ): ExpressionNode {
    return {
      kind: 'typedLiteral',
      type: { name: 'interval', arguments: [], arrayDepth: 0, position: placeOf(word, word) },
      value: value.value,
      unit: unit === null ? null : unit.value.replace(/s$/, ''),
      position: this.placeFrom(first),
    };
  }

  private readonly momentLiteral: ParserMethod<[], ExpressionNode> = this.RULE(
    'momentLiteral',
    () => {
      const first = this.peek();
      const base = this.SUBRULE(this.momentType);
      const position = this.ACTION(() => this.placeFrom(first));
      const value = this.token(0, types.string);
      return this.ACTION(() =>
        this.typedLiteral({ ...base, arrayDepth: 0, position }, first, value),
      );
    },
  );

  /** `DATE '…'`, `TIMESTAMPTZ '…'` and any other type's name before a string. */
  private readonly namedLiteral: ParserMethod<[], ExpressionNode> = this.RULE(
    'namedLiteral',
    () => {
      const first = this.token(0, types.name);
      const value = this.token(0, types.string);
      return this.ACTION(() => {
        const position = placeOf(first, first);
        const type = { name: first.value, arguments: [], arrayDepth: 0, position };
        return this.typedLiteral(type, first, value);
      });
    },
  );

  private typedLiteral(type: TypeName, first: Token, value: Token): ExpressionNode {
    const position = this.placeFrom(first);
    return { kind: 'typedLiteral', type, value: value.value, unit: null, position };
  }

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

  /** `(…)` behind a function's name, and FILTER. */
  protected readonly callArguments: ParserMethod<[Name], ExpressionNode> = this.RULE(
    'callArguments',
    (name: Name) => {
      const start = this.LA(0).payload as Token;
      const args: ExpressionNode[] = [];
      let distinct = false;
      let filter: ExpressionNode | null = null;
      this.CONSUME(types.open);
      this.OPTION(() => {
        this.OR([
          {
            ALT: () => {
              const star = this.token(0, types.star);
              this.ACTION(() =>
                args.push({ kind: 'star', qualifier: null, position: placeOf(star, star) }),
              );
            },
          },
          {
            ALT: () => {
              distinct = this.SUBRULE(this.quantifier);
              this.AT_LEAST_ONE_SEP({
                SEP: types.comma,
                DEF: () => args.push(this.SUBRULE(this.expression)),
              });
            },
          },
        ]);
      });
      this.CONSUME(types.close);
      this.OPTION1(() => {
        this.CONSUME(keyword.filter);
        this.CONSUME1(types.open);
        this.CONSUME(keyword.where);
        filter = this.SUBRULE1(this.expression);
        this.CONSUME1(types.close);
      });
      return this.ACTION<ExpressionNode>(() => {
        const end = this.LA(0).payload as Token;
        const length = end.point + end.length - (start.point + start.length) + name.position.length;
        const position = { ...name.position, length };
        return { kind: 'call', name, arguments: args, distinct, filter, position };
      });
    },
  );

  /** DISTINCT or ALL: whether it is DISTINCT. */
  protected readonly quantifier: ParserMethod<[], boolean> = this.RULE('quantifier', () => {
    let distinct = false;
    this.OPTION(() =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(keyword.distinct);
            distinct = true;
          },
        },
        { ALT: () => this.CONSUME(keyword.all) },
      ]),
    );
    return distinct;
  });

  private readonly parenthesised: ParserMethod<[], ExpressionNode> = this.RULE(
    'parenthesised',
    () => {
      this.CONSUME(types.open);
      const node = this.SUBRULE(this.expression);
      this.CONSUME(types.close);
      return node;
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
