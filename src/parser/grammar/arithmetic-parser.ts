import type { ParserMethod } from 'chevrotain';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { ExpressionNode, Identifier } from '../ast.ts';
import type { Token } from '../lexer/token.ts';
import { callOf } from './call-parser.ts';
import { ConstructorParser } from './constructor-parser.ts';
import { nestingMax } from './nesting.ts';
import {
  type ChainOperand,
  type ChainOperator,
  chainOperator,
  joinArithmetic,
  type Operand,
  operatorOf,
  otherStrength,
  prefixed,
} from './operators.ts';
import { placeOf } from './place.ts';
import { identifierOf } from './token-parser.ts';
import { keyword, types } from './token-types.ts';

/** Operands, and what binds them tighter than a comparison: arithmetic, casts, subscripts, COLLATE. */
export abstract class ArithmeticParser extends ConstructorParser {
  /** `ANY (…)` and `ALL (…)`. */
  protected abstract readonly quantified: ParserMethod<[], Operand>;

  protected override descend(): void {
    this.nesting += 1;
    if (this.nesting > nestingMax) {
      throw new SqlError(sqlState.statementTooComplex, 'statement is too complex', {
        detail: `Its expressions and queries are nested more than ${nestingMax} levels deep.`,
        position: placeOf(this.peek(), this.peek()),
      });
    }
  }

  /** Operators between operands, by their precedence. */
  protected readonly arithmetic: ParserMethod<[], Operand> = this.RULE('arithmetic', () => {
    const operands: ChainOperand[] = [this.SUBRULE(this.operand)];
    const operators: ChainOperator[] = [];
    this.MANY(() => {
      operators.push(
        this.OR<ChainOperator>([
          {
            ALT: () => {
              const operator = this.token(0, types.arithmetic);
              return this.ACTION(() => chainOperator(operator));
            },
          },
          { ALT: () => this.SUBRULE(this.namedOperator) },
        ]),
      );
      operands.push(
        this.OR1<ChainOperand>([
          { ALT: () => this.SUBRULE1(this.operand) },
          {
            ALT: () => {
              const quantified = this.SUBRULE(this.quantified);
              return this.ACTION(() => ({ ...quantified, prefixes: [] }));
            },
          },
        ]),
      );
    });
    return this.ACTION(() => {
      const [only] = operands as [ChainOperand];
      return operators.length === 0 && only.prefixes.length === 0
        ? only
        : joinArithmetic(operands, operators);
    });
  });

  /** `OPERATOR(pg_catalog.+)`. */
  private readonly namedOperator: ParserMethod<[], ChainOperator> = this.RULE(
    'namedOperator',
    () => {
      const first = this.token(0, keyword.operator);
      let schema: Identifier | null = null;
      this.CONSUME(types.open);
      this.OPTION(() => {
        schema = this.SUBRULE(this.identifier);
        this.CONSUME(types.dot);
      });
      const operator = this.OR([
        { ALT: () => this.token(0, types.arithmetic) },
        { ALT: () => this.token(0, types.comparison) },
      ]);
      this.CONSUME(types.close);
      return this.ACTION(() => {
        const name = schema === null ? 'pg_catalog' : (schema as Identifier).name;
        if (name !== 'pg_catalog') {
          throw new SqlError(
            sqlState.undefinedFunction,
            `operator does not exist: ${name}.${operator.value}`,
            { position: this.placeFrom(first) },
          );
        }
        return { operator: operatorOf(operator), strength: otherStrength };
      });
    },
  );

  /** An operand with the signs and operators in front of it, its casts, COLLATE and AT TIME ZONE. */
  private readonly operand: ParserMethod<[], ChainOperand> = this.RULE('operand', () => {
    const prefixes: Token[] = [];
    this.MANY(() =>
      this.OR([
        { ALT: () => prefixes.push(this.token(0, types.plus)) },
        { ALT: () => prefixes.push(this.token(0, types.minus)) },
        { ALT: () => prefixes.push(this.token(0, types.prefix)) },
      ]),
    );
    const bare = this.SUBRULE(this.tight);
    // Signs right before the operand hold it tighter than COLLATE and AT TIME ZONE do.
    const others = this.ACTION(
      () => prefixes.findLastIndex(({ value }) => value !== '-' && value !== '+') + 1,
    );
    let operand = this.ACTION(() => prefixes.slice(others).reduceRight(prefixed, bare));
    this.MANY1(() => {
      operand = this.SUBRULE(this.collate, { ARGS: [operand] });
    });
    this.MANY2(() => {
      operand = this.SUBRULE(this.atTimeZone, { ARGS: [operand] });
    });
    return this.ACTION(() => ({ ...operand, prefixes: prefixes.slice(0, others) }));
  });

  private readonly collate: ParserMethod<[Operand], Operand> = this.RULE(
    'collate',
    (operand: Operand) => {
      this.CONSUME(keyword.collate);
      const collation = this.SUBRULE(this.qualifiedName);
      return this.ACTION(() =>
        this.spanned(operand.first, (position) => {
          return { kind: 'collate', operand: operand.node, collation, position };
        }),
      );
    },
  );

  private readonly atTimeZone: ParserMethod<[Operand], Operand> = this.RULE(
    'atTimeZone',
    (operand: Operand) => {
      const at = this.token(0, keyword.at);
      return this.OR1<Operand>([
        {
          ALT: () => {
            const local = this.token(0, keyword.local);
            return this.ACTION(() =>
              this.spanned(operand.first, (position) => {
                const setting = { kind: 'string', value: 'timezone', position } as const;
                const zone = callOf('current_setting', local, [setting], placeOf(local, local));
                return callOf('timezone', at, [zone, operand.node], position);
              }),
            );
          },
        },
        { ALT: () => this.SUBRULE(this.namedZone, { ARGS: [operand, at] }) },
      ]);
    },
  );

  private readonly namedZone: ParserMethod<[Operand, Token], Operand> = this.RULE(
    'namedZone',
    (operand: Operand, at: Token) => {
      this.CONSUME(keyword.time);
      this.CONSUME(keyword.zone);
      const signs: Token[] = [];
      this.MANY(() =>
        this.OR([
          { ALT: () => signs.push(this.token(0, types.plus)) },
          { ALT: () => signs.push(this.token(0, types.minus)) },
        ]),
      );
      const bare = this.SUBRULE(this.tight);
      let zone = this.ACTION(() => signs.reduceRight(prefixed, bare));
      this.MANY1(() => {
        zone = this.SUBRULE(this.collate, { ARGS: [zone] });
      });
      return this.ACTION(() =>
        this.spanned(operand.first, (position) =>
          callOf('timezone', at, [zone.node, operand.node], position),
        ),
      );
    },
  );

  /** What is one thing, with the casts, subscripts and fields behind it. */
  private readonly tight: ParserMethod<[], Operand> = this.RULE('tight', () => {
    const first = this.peek();
    let node = this.SUBRULE(this.primary);
    this.MANY(() => {
      node = this.SUBRULE(this.postfix, { ARGS: [first, node] });
    });
    return this.ACTION(() => ({ node, first, last: this.LA(0).payload as Token }));
  });

  /** `::type`, `[1]`, `[1:2]`, `.field` and `.*`. */
  private readonly postfix: ParserMethod<[Token, ExpressionNode], ExpressionNode> = this.RULE(
    'postfix',
    (first: Token, operand: ExpressionNode) =>
      this.OR<ExpressionNode>([
        {
          ALT: () => {
            this.CONSUME(types.cast);
            const type = this.SUBRULE(this.typeName);
            return this.ACTION(() => {
              return { kind: 'cast', operand, type, position: this.placeFrom(first) };
            });
          },
        },
        { ALT: () => this.SUBRULE(this.subscript, { ARGS: [first, operand] }) },
        { ALT: () => this.SUBRULE(this.fieldAccess, { ARGS: [first, operand] }) },
      ]),
  );

  private readonly subscript: ParserMethod<[Token, ExpressionNode], ExpressionNode> = this.RULE(
    'subscript',
    (first: Token, operand: ExpressionNode) => {
      let low: ExpressionNode | null = null;
      let high: ExpressionNode | null = null;
      let isSlice = false;
      this.CONSUME(types.openBracket);
      this.OPTION(() => {
        low = this.SUBRULE(this.expression);
      });
      this.OPTION1(() => {
        this.CONSUME(types.colon);
        isSlice = true;
        this.OPTION2(() => {
          high = this.SUBRULE1(this.expression);
        });
      });
      const close = this.token(0, types.closeBracket);
      return this.ACTION<ExpressionNode>(() => {
        const position = this.placeFrom(first);
        if (isSlice) return { kind: 'slice', operand, low, high, position };
        if (low !== null) return { kind: 'subscript', operand, index: low, position };
        this.fail('syntax error at or near "]"', placeOf(close, close), 'Expected an expression.');
      });
    },
  );

  private readonly fieldAccess: ParserMethod<[Token, ExpressionNode], ExpressionNode> = this.RULE(
    'fieldAccess',
    (first: Token, operand: ExpressionNode) => {
      this.CONSUME(types.dot);
      return this.OR<ExpressionNode>([
        {
          ALT: () => {
            this.CONSUME(types.star);
            return this.ACTION(() => {
              return { kind: 'allFields', operand, position: this.placeFrom(first) };
            });
          },
        },
        {
          ALT: () => {
            const word = this.token(0, types.label);
            return this.ACTION(() => {
              const name = identifierOf(word);
              return { kind: 'field', operand, name, position: this.placeFrom(first) };
            });
          },
        },
      ]);
    },
  );

  protected spanned(
    first: Token,
    make: (position: ExpressionNode['position']) => ExpressionNode,
  ): Operand {
    return { node: make(this.placeFrom(first)), first, last: this.LA(0).payload as Token };
  }
}
