import type { ParserMethod } from 'chevrotain';
import type {
  ExpressionNode,
  Identifier,
  Name,
  QueryNode,
  RelationNode,
  WindowClause,
} from '../ast.ts';
import type { Token } from '../lexer/token.ts';
import { SpecialCallParser } from './special-call-parser.ts';
import { keyword, types } from './token-types.ts';

type Alias = { readonly alias: Identifier | null; readonly columns: readonly Identifier[] };
type WindowFunction = Extract<RelationNode, { kind: 'windowFunction' }>;

const noAlias: Alias = { alias: null, columns: [] };

/** Windows over a relation, as table functions and as a clause, and aliases. */
export abstract class WindowParser extends SpecialCallParser {
  protected abstract readonly query: ParserMethod<[], QueryNode>;

  protected readonly optionalAlias: ParserMethod<[], Alias> = this.RULE('optionalAlias', () => {
    let alias: Identifier | null = null;
    let columns: readonly Identifier[] = [];
    this.OPTION({
      GATE: () => !this.isClauseAhead(),
      DEF: () => {
        alias = this.OR([
          {
            ALT: () => {
              this.CONSUME(keyword.as);
              return this.SUBRULE(this.identifier);
            },
          },
          { ALT: () => this.SUBRULE(this.bareIdentifier) },
        ]);
        this.OPTION1(() => {
          columns = this.SUBRULE(this.identifierList);
        });
      },
    });
    return alias === null ? noAlias : { alias, columns };
  });

  protected readonly bareIdentifier: ParserMethod<[], Identifier> = this.RULE(
    'bareIdentifier',
    () => {
      const token = this.token(0, types.bareLabel);
      return this.ACTION(() => ({ name: token.value, position: this.placeFrom(token) }));
    },
  );

  /** Whether EMIT or WINDOW begins a clause here, and is not an alias; SEMI and ANTI belong to JOIN. */
  protected isClauseAhead(): boolean {
    if (this.isAhead(1, keyword.emit)) {
      return (
        this.isAhead(2, keyword.changes) ||
        this.isAhead(2, keyword.final) ||
        this.isAhead(2, keyword.on) ||
        this.LA(2).image.toLowerCase() === 'every'
      );
    }
    if (this.isAhead(1, keyword.window)) {
      return (
        this.isAhead(2, types.name) && (this.isAhead(3, types.open) || this.isAhead(3, keyword.as))
      );
    }
    return this.isAhead(2, keyword.join) && /^(semi|anti)$/i.test(this.LA(1).image);
  }

  /** `WINDOW TUMBLING (SIZE …)` and `WINDOW HOPPING (SIZE …, ADVANCE BY …)`. */
  protected readonly windowClause: ParserMethod<[], WindowClause> = this.RULE(
    'windowClause',
    () => {
      const first = this.token(0, keyword.window);
      let grace: ExpressionNode | null = null;
      let advance: ExpressionNode | null = null;
      const kind = this.OR([
        { ALT: () => this.token(0, keyword.tumbling) },
        { ALT: () => this.token(0, keyword.hopping) },
      ]);
      this.CONSUME(types.open);
      this.CONSUME(keyword.size);
      const size = this.SUBRULE(this.duration);
      this.MANY(() => {
        this.CONSUME(types.comma);
        this.OR1([
          {
            ALT: () => {
              this.CONSUME(keyword.advance);
              this.CONSUME(keyword.by);
              advance = this.SUBRULE1(this.duration);
            },
          },
          {
            ALT: () => {
              this.CONSUME(keyword.grace);
              this.CONSUME(keyword.period);
              grace = this.SUBRULE2(this.duration);
            },
          },
        ]);
      });
      this.CONSUME(types.close);
      return this.ACTION(() => this.windowOf(kind, { size, advance, grace }, first));
    },
  );

  private windowOf(
    kind: Token,
    sizes: Pick<WindowClause, 'size' | 'advance' | 'grace'>,
    first: Token,
  ): WindowClause {
    const position = this.placeFrom(first);
    const tumbling = kind.value === 'tumbling';
    if (tumbling && sizes.advance !== null) {
      this.fail(
        'a tumbling window has no ADVANCE BY',
        position,
        'Windows that overlap are HOPPING.',
      );
    }
    if (!tumbling && sizes.advance === null) {
      const hint = 'Write HOPPING (SIZE 1 MINUTE, ADVANCE BY 10 SECONDS).';
      this.fail('a hopping window needs ADVANCE BY', position, hint);
    }
    return { kind: tumbling ? 'tumbling' : 'hopping', ...sizes, position };
  }

  /** `10 SECONDS` or an INTERVAL literal. */
  protected readonly duration: ParserMethod<[], ExpressionNode> = this.RULE('duration', () =>
    this.OR([
      { ALT: () => this.SUBRULE(this.intervalLiteral) },
      { ALT: () => this.SUBRULE(this.count) },
    ]),
  );

  /** `10 SECONDS`. */
  private readonly count: ParserMethod<[], ExpressionNode> = this.RULE('count', () => {
    const value = this.token(0, types.number);
    const unit = this.token(0, types.unit);
    return this.ACTION(() => this.intervalOf(value, unit, value, unit));
  });

  /** `TABLE(TUMBLE(…))`. */
  protected readonly wrappedWindowFunction: ParserMethod<[], RelationNode> = this.RULE(
    'wrappedWindowFunction',
    () => {
      const first = this.token(0, keyword.table);
      this.CONSUME(types.open);
      const relation = this.SUBRULE(this.windowFunction);
      this.CONSUME(types.close);
      const named = this.SUBRULE(this.optionalAlias);
      return this.ACTION(() => ({ ...relation, ...named, position: this.placeFrom(first) }));
    },
  );

  protected readonly bareWindowFunction: ParserMethod<[], RelationNode> = this.RULE(
    'bareWindowFunction',
    () => {
      const first = this.peek();
      const relation = this.SUBRULE(this.windowFunction);
      const named = this.SUBRULE(this.optionalAlias);
      return this.ACTION(() => ({ ...relation, ...named, position: this.placeFrom(first) }));
    },
  );

  /** `TUMBLE(input, time, size [, offset])`, `HOP(input, time, slide, size [, offset])`. */
  private readonly windowFunction: ParserMethod<[], WindowFunction> = this.RULE(
    'windowFunction',
    () => {
      const word = this.OR([
        { ALT: () => this.token(0, keyword.tumble) },
        { ALT: () => this.token(0, keyword.hop) },
      ]);
      this.CONSUME(types.open);
      const input = this.SUBRULE(this.windowInput);
      this.CONSUME(types.comma);
      const time = this.SUBRULE(this.timeColumn);
      const sizes: ExpressionNode[] = [];
      this.AT_LEAST_ONE(() => {
        this.CONSUME1(types.comma);
        sizes.push(this.SUBRULE(this.windowSize));
      });
      this.CONSUME(types.close);
      return this.ACTION<WindowFunction>(() => {
        const position = this.placeFrom(word);
        const isHop = word.value === 'hop';
        const least = isHop ? 2 : 1;
        if (sizes.length < least || sizes.length > least + 1) {
          const form = isHop
            ? 'HOP(relation, time column, slide, size [, offset])'
            : 'TUMBLE(relation, time column, size [, offset])';
          this.fail(
            `wrong number of arguments for ${word.value}`,
            position,
            `The form is ${form}.`,
          );
        }
        const name = isHop ? 'hop' : 'tumble';
        return { kind: 'windowFunction', function: name, input, time, sizes, ...noAlias, position };
      });
    },
  );

  private readonly windowSize: ParserMethod<[], ExpressionNode> = this.RULE('windowSize', () =>
    this.OR({
      DEF: [
        {
          GATE: () => this.isAhead(1, types.number) && this.isAhead(2, types.unit),
          ALT: () => this.SUBRULE(this.count),
        },
        { ALT: () => this.SUBRULE(this.expression) },
      ],
      IGNORE_AMBIGUITIES: true,
    }),
  );

  private readonly windowInput: ParserMethod<[], RelationNode> = this.RULE('windowInput', () => {
    const first = this.peek();
    return this.OR<RelationNode>([
      {
        ALT: () => {
          this.OPTION(() => this.CONSUME(keyword.table));
          const name = this.SUBRULE(this.qualifiedName);
          return this.ACTION(() => {
            return { kind: 'table', name, ...noAlias, window: null, position: name.position };
          });
        },
      },
      {
        ALT: () => {
          this.CONSUME(types.open);
          const query = this.SUBRULE(this.query);
          this.CONSUME(types.close);
          return this.ACTION(() => {
            return { kind: 'subquery', query, ...noAlias, position: this.placeFrom(first) };
          });
        },
      },
    ]);
  });

  private readonly timeColumn: ParserMethod<[], Name> = this.RULE('timeColumn', () =>
    this.OR({
      DEF: [
        {
          GATE: () => this.isAhead(2, types.open),
          ALT: () => {
            this.CONSUME(keyword.descriptor);
            this.CONSUME(types.open);
            const name = this.SUBRULE(this.qualifiedName);
            this.CONSUME(types.close);
            return name;
          },
        },
        { ALT: () => this.SUBRULE1(this.qualifiedName) },
      ],
      IGNORE_AMBIGUITIES: true,
    }),
  );
}
