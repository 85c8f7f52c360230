import type { ParserMethod } from 'chevrotain';
import type { ExpressionNode, Identifier } from '../ast.ts';
import { placeOf } from './place.ts';
import { PrimaryParser } from './primary-parser.ts';
import { keyword, types } from './token-types.ts';

type MapEntry = Extract<ExpressionNode, { kind: 'map' }>['entries'][number];
type StructField = Extract<ExpressionNode, { kind: 'struct' }>['fields'][number];

/** Rows, arrays, maps, structs, EXISTS, and queries and expressions in parentheses. */
export abstract class ConstructorParser extends PrimaryParser {
  /**
   * Whether the parenthesis `distance` tokens ahead holds a query: SELECT follows it, or a further
   * parenthesis that holds one and is no part of something larger.
   */
  protected isQueryBehind(distance: number): boolean {
    let inside = distance + 1;
    while (this.isAhead(inside, types.open)) inside += 1;
    if (!this.isQueryAhead(inside)) return false;
    for (let opened = inside - 1; opened > distance; opened -= 1) {
      if (!this.goesOnAsQuery(this.closerOf(opened) + 1)) return false;
    }
    return true;
  }

  /** Whether a query stands `distance` tokens ahead. */
  protected isQueryAhead(distance: number): boolean {
    return (
      this.isAhead(distance, keyword.select) ||
      this.isAhead(distance, keyword.with) ||
      (this.isAhead(distance, keyword.values) && this.isAhead(distance + 1, types.open)) ||
      (this.isAhead(distance, keyword.table) && this.isAhead(distance + 1, types.name))
    );
  }

  private goesOnAsQuery(distance: number): boolean {
    return (
      this.isAhead(distance, keyword.union) ||
      this.isAhead(distance, keyword.except) ||
      this.isAhead(distance, keyword.intersect) ||
      this.isAhead(distance, keyword.order) ||
      this.isAhead(distance, keyword.limit) ||
      this.isAhead(distance, keyword.offset) ||
      this.isAhead(distance, keyword.fetch) ||
      this.isAhead(distance, types.close)
    );
  }

  /** `(query)`, `(expression)`, `(a, b)`. */
  protected readonly parenthesised: ParserMethod<[], ExpressionNode> = this.RULE(
    'parenthesised',
    () =>
      this.OR<ExpressionNode>({
        DEF: [
          {
            GATE: () => this.isQueryBehind(1),
            ALT: () => {
              const first = this.token(0, types.open);
              const query = this.SUBRULE(this.query);
              this.CONSUME(types.close);
              return this.ACTION(() => {
                return { kind: 'subquery', query, position: this.placeFrom(first) };
              });
            },
          },
          { ALT: () => this.SUBRULE(this.rowOrExpression) },
        ],
        IGNORE_AMBIGUITIES: true,
      }),
  );

  private readonly rowOrExpression: ParserMethod<[], ExpressionNode> = this.RULE(
    'rowOrExpression',
    () => {
      const first = this.token(0, types.open);
      const items = this.SUBRULE(this.rowItems);
      this.CONSUME(types.close);
      return this.ACTION<ExpressionNode>(() => {
        const [only] = items;
        if (items.length === 1 && only !== undefined && only.kind !== 'star') return only;
        return { kind: 'row', items, position: this.placeFrom(first) };
      });
    },
  );

  private readonly rowItems: ParserMethod<[], ExpressionNode[]> = this.RULE('rowItems', () => {
    const items: ExpressionNode[] = [];
    this.AT_LEAST_ONE_SEP({
      SEP: types.comma,
      DEF: () =>
        items.push(
          this.OR<ExpressionNode>({
            DEF: [
              {
                GATE: () => this.isAhead(1, types.name) && this.isStarAhead(),
                ALT: () => this.SUBRULE(this.qualifiedStar),
              },
              { ALT: () => this.SUBRULE(this.defaultValue) },
              { ALT: () => this.SUBRULE(this.expression) },
            ],
            IGNORE_AMBIGUITIES: true,
          }),
        ),
    });
    return items;
  });

  /** `ARRAY[…]` and `ARRAY(query)`. */
  protected readonly arrayConstructor: ParserMethod<[], ExpressionNode> = this.RULE(
    'arrayConstructor',
    () => {
      const first = this.token(0, keyword.array);
      return this.OR<ExpressionNode>([
        {
          ALT: () => {
            const items = this.SUBRULE(this.arrayItems);
            return this.ACTION(() => {
              return { kind: 'array', items, position: this.placeFrom(first) };
            });
          },
        },
        {
          ALT: () => {
            this.CONSUME(types.open);
            const query = this.SUBRULE(this.query);
            this.CONSUME(types.close);
            return this.ACTION(() => {
              return { kind: 'arrayQuery', query, position: this.placeFrom(first) };
            });
          },
        },
      ]);
    },
  );

  /** `[a, b]`; in it `[…]` is an array without the word. */
  private readonly arrayItems: ParserMethod<[], ExpressionNode[]> = this.RULE('arrayItems', () => {
    const items: ExpressionNode[] = [];
    this.descend();
    this.CONSUME(types.openBracket);
    this.MANY_SEP({
      SEP: types.comma,
      DEF: () =>
        items.push(
          this.OR<ExpressionNode>([
            { ALT: () => this.SUBRULE(this.innerArray) },
            { ALT: () => this.SUBRULE(this.expression) },
          ]),
        ),
    });
    this.CONSUME(types.closeBracket);
    this.nesting -= 1;
    return items;
  });

  private readonly innerArray: ParserMethod<[], ExpressionNode> = this.RULE('innerArray', () => {
    const first = this.peek();
    const items = this.SUBRULE(this.arrayItems);
    return this.ACTION<ExpressionNode>(() => {
      return { kind: 'array', items, position: this.placeFrom(first) };
    });
  });

  /** `MAP[k1, v1, k2, v2]`, and as maps are printed: `MAP[k1 => v1, k2 => v2]`. */
  protected readonly mapConstructor: ParserMethod<[], ExpressionNode> = this.RULE(
    'mapConstructor',
    () => {
      const first = this.token(0, keyword.map);
      const entries: MapEntry[] = [];
      this.CONSUME(types.openBracket);
      this.MANY_SEP({
        SEP: types.comma,
        DEF: () => {
          const key = this.SUBRULE(this.expression);
          this.OR([
            { ALT: () => this.CONSUME1(types.comma) },
            { ALT: () => this.CONSUME1(types.arrow) },
          ]);
          entries.push({ key, value: this.SUBRULE1(this.expression) });
        },
      });
      this.CONSUME(types.closeBracket);
      return this.ACTION<ExpressionNode>(() => {
        return { kind: 'map', entries, position: this.placeFrom(first) };
      });
    },
  );

  /** ROW, STRUCT and EXISTS, behind which a parenthesis stands. */
  protected readonly constructorCall: ParserMethod<[], ExpressionNode> = this.RULE(
    'constructorCall',
    () =>
      this.OR([
        { ALT: () => this.SUBRULE(this.rowConstructor) },
        { ALT: () => this.SUBRULE(this.structConstructor) },
        { ALT: () => this.SUBRULE(this.exists) },
      ]),
  );

  private readonly rowConstructor: ParserMethod<[], ExpressionNode> = this.RULE(
    'rowConstructor',
    () => {
      const first = this.token(0, keyword.row);
      let items: readonly ExpressionNode[] = [];
      this.CONSUME(types.open);
      this.OPTION(() => {
        items = this.SUBRULE(this.rowItems);
      });
      this.CONSUME(types.close);
      return this.ACTION<ExpressionNode>(() => {
        return { kind: 'row', items, position: this.placeFrom(first) };
      });
    },
  );

  private readonly exists: ParserMethod<[], ExpressionNode> = this.RULE('exists', () => {
    const first = this.token(0, keyword.exists);
    this.CONSUME(types.open);
    const query = this.SUBRULE(this.query);
    this.CONSUME(types.close);
    return this.ACTION<ExpressionNode>(() => {
      return { kind: 'exists', query, position: this.placeFrom(first) };
    });
  });

  /** `STRUCT(a AS x, b)`, where a column brings its own name, and `STRUCT(x := a)`. */
  private readonly structConstructor: ParserMethod<[], ExpressionNode> = this.RULE(
    'structConstructor',
    () => {
      const first = this.token(0, keyword.struct);
      const fields: StructField[] = [];
      this.CONSUME(types.open);
      this.MANY_SEP({
        SEP: types.comma,
        DEF: () => fields.push(this.SUBRULE(this.structField)),
      });
      this.CONSUME(types.close);
      return this.ACTION<ExpressionNode>(() => {
        return { kind: 'struct', fields, position: this.placeFrom(first) };
      });
    },
  );

  private readonly structField: ParserMethod<[], StructField> = this.RULE('structField', () =>
    this.OR<StructField>({
      DEF: [
        {
          GATE: () => this.isAhead(2, types.assign),
          ALT: () => {
            const name = this.SUBRULE(this.identifier);
            this.CONSUME(types.assign);
            return { name, value: this.SUBRULE(this.expression) };
          },
        },
        {
          ALT: () => {
            const value = this.SUBRULE1(this.expression);
            let name: Identifier | null = null;
            this.OPTION(() => {
              this.CONSUME(keyword.as);
              const token = this.token(0, types.label);
              name = this.ACTION(() => ({ name: token.value, position: placeOf(token, token) }));
            });
            return this.ACTION(() => ({ name: name ?? this.ownName(value), value }));
          },
        },
      ],
      IGNORE_AMBIGUITIES: true,
    }),
  );

  private ownName(value: ExpressionNode): Identifier {
    if (value.kind === 'column') {
      const { parts, position } = value.name;
      return { name: parts.at(-1) as string, position };
    }
    this.fail('a field of a struct needs a name', value.position, 'Write STRUCT(value AS name).');
  }
}
