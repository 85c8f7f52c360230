import type { ParserMethod } from 'chevrotain';
import type { ExpressionNode } from '../ast.ts';
import type { Token } from '../lexer/token.ts';
import { callOf } from './call-parser.ts';
import { ExpressionParser } from './expression-parser.ts';
import { placeOf } from './place.ts';

import { keyword, types } from './token-types.ts';

/** Functions whose arguments have words between them: EXTRACT, SUBSTRING, POSITION, OVERLAY, TRIM. */
export abstract class SpecialCallParser extends ExpressionParser {
  protected readonly specialCall: ParserMethod<[], ExpressionNode> = this.RULE('specialCall', () =>
    this.OR([
      { ALT: () => this.SUBRULE(this.extractCall) },
      { ALT: () => this.SUBRULE(this.substringCall) },
      { ALT: () => this.SUBRULE(this.positionCall) },
      { ALT: () => this.SUBRULE(this.overlayCall) },
      { ALT: () => this.SUBRULE(this.trimCall) },
    ]),
  );

  private readonly extractCall: ParserMethod<[], ExpressionNode> = this.RULE('extractCall', () => {
    const first = this.token(0, keyword.extract);
    this.CONSUME(types.open);
    const field = this.OR([
      { ALT: () => this.token(0, types.label) },
      { ALT: () => this.token(0, types.string) },
    ]);
    this.CONSUME(keyword.from);
    const operand = this.SUBRULE(this.expression);
    this.CONSUME(types.close);
    return this.ACTION<ExpressionNode>(() => {
      const position = this.placeFrom(first);
      return { kind: 'extract', field: field.value.toLowerCase(), operand, position };
    });
  });

  /**
   * `SUBSTRING(x FROM a [FOR b])`, `SUBSTRING(x FOR b [FROM a])`, `SUBSTRING(x SIMILAR a ESCAPE b)`,
   * `SUBSTRING(x, a, b)`: all one call.
   */
  private readonly substringCall: ParserMethod<[], ExpressionNode> = this.RULE(
    'substringCall',
    () => {
      const first = this.token(0, keyword.substring);
      this.CONSUME(types.open);
      const args = [this.SUBRULE(this.expression)];
      this.OR([
        {
          ALT: () => {
            this.CONSUME(keyword.from);
            args.push(this.SUBRULE1(this.expression));
            this.OPTION(() => {
              this.CONSUME(keyword.for);
              args.push(this.SUBRULE2(this.expression));
            });
          },
        },
        {
          ALT: () => {
            const word = this.token(1, keyword.for);
            const length = this.SUBRULE3(this.expression);
            let start: ExpressionNode | null = null;
            this.OPTION1(() => {
              this.CONSUME1(keyword.from);
              start = this.SUBRULE7(this.expression);
            });
            this.ACTION(() => {
              const position = placeOf(word, word);
              args.push(start ?? { kind: 'number', text: '1', position }, length);
            });
          },
        },
        {
          ALT: () => {
            this.CONSUME(keyword.similar);
            args.push(this.SUBRULE5(this.expression));
            this.CONSUME(keyword.escape);
            args.push(this.SUBRULE6(this.expression));
          },
        },
        {
          ALT: () => {
            this.MANY(() => {
              this.CONSUME(types.comma);
              args.push(this.SUBRULE4(this.expression));
            });
          },
        },
      ]);
      this.CONSUME(types.close);
      return this.ACTION(() => callOf('substring', first, args, this.placeFrom(first)));
    },
  );

  /** `POSITION(a IN b)` and `position(a, b)`. */
  private readonly positionCall: ParserMethod<[], ExpressionNode> = this.RULE(
    'positionCall',
    () => {
      const first = this.token(0, keyword.position);
      this.CONSUME(types.open);
      const part = this.SUBRULE(this.arithmetic);
      this.OR([{ ALT: () => this.CONSUME(keyword.in) }, { ALT: () => this.CONSUME(types.comma) }]);
      const whole = this.SUBRULE1(this.arithmetic);
      this.CONSUME(types.close);
      return this.ACTION(() => {
        return callOf('position', first, [part.node, whole.node], this.placeFrom(first));
      });
    },
  );

  /** `OVERLAY(x PLACING y FROM a [FOR b])` and `overlay(x, y, a, b)`. */
  private readonly overlayCall: ParserMethod<[], ExpressionNode> = this.RULE('overlayCall', () => {
    const first = this.token(0, keyword.overlay);
    this.CONSUME(types.open);
    const args = [this.SUBRULE(this.expression)];
    this.OR([
      {
        ALT: () => {
          this.CONSUME(keyword.placing);
          args.push(this.SUBRULE1(this.expression));
          this.CONSUME(keyword.from);
          args.push(this.SUBRULE2(this.expression));
          this.OPTION(() => {
            this.CONSUME(keyword.for);
            args.push(this.SUBRULE3(this.expression));
          });
        },
      },
      {
        ALT: () => {
          this.MANY(() => {
            this.CONSUME(types.comma);
            args.push(this.SUBRULE4(this.expression));
          });
        },
      },
    ]);
    this.CONSUME(types.close);
    return this.ACTION(() => callOf('overlay', first, args, this.placeFrom(first)));
  });

  /** `TRIM([BOTH | LEADING | TRAILING] [characters] [FROM] x)` is btrim, ltrim or rtrim. */
  private readonly trimCall: ParserMethod<[], ExpressionNode> = this.RULE('trimCall', () => {
    const first = this.token(0, keyword.trim);
    const args: ExpressionNode[] = [];
    let name = 'btrim';
    this.CONSUME(types.open);
    this.OPTION(() => {
      name = this.SUBRULE(this.trimSide);
    });
    this.OPTION1({
      GATE: () => !this.isAhead(1, keyword.from),
      DEF: () => {
        args.push(this.SUBRULE(this.expression));
      },
    });
    this.OPTION2(() => {
      this.CONSUME(keyword.from);
      args.unshift(this.SUBRULE1(this.expression));
    });
    this.MANY(() => {
      this.CONSUME(types.comma);
      args.push(this.SUBRULE2(this.expression));
    });
    this.CONSUME(types.close);
    return this.ACTION(() => {
      if (args.length === 0) this.fail('trim needs a text', this.placeFrom(first));
      return callOf(name, first, args, this.placeFrom(first));
    });
  });

  private readonly trimSide: ParserMethod<[], string> = this.RULE('trimSide', () => {
    const side: Token = this.peek();
    this.OR([
      { ALT: () => this.CONSUME(keyword.both) },
      { ALT: () => this.CONSUME(keyword.leading) },
      { ALT: () => this.CONSUME(keyword.trailing) },
    ]);
    return this.ACTION(() => ({ both: 'btrim', leading: 'ltrim' })[side.value] ?? 'rtrim');
  });
}
