import type { ParserMethod } from 'chevrotain';
import type { ExpressionNode, Identifier, SelectItem } from '../ast.ts';
import { identifierOf } from './token-parser.ts';
import { keyword, types } from './token-types.ts';
import { WithParser } from './with-parser.ts';

type StarChanges = Pick<Extract<ExpressionNode, { kind: 'star' }>, 'except' | 'replace'>;

/** What a query answers: expressions with names, and stars. */
export abstract class SelectListParser extends WithParser {
  protected readonly selectItems: ParserMethod<[], SelectItem[]> = this.RULE('selectItems', () => {
    const items: SelectItem[] = [];
    this.AT_LEAST_ONE_SEP({
      SEP: types.comma,
      DEF: () => items.push(this.SUBRULE(this.selectItem)),
    });
    return items;
  });

  private readonly selectItem: ParserMethod<[], SelectItem> = this.RULE('selectItem', () => {
    const first = this.peek();
    return this.OR({
      DEF: [
        {
          GATE: () => this.isStarAhead(),
          ALT: () => this.SUBRULE(this.starColumns),
        },
        {
          ALT: () => {
            const expression = this.SUBRULE(this.expression);
            let alias: Identifier | null = null;
            this.OPTION({
              GATE: () => !this.isClauseAhead(),
              DEF: () => {
                alias = this.SUBRULE(this.columnAlias);
              },
            });
            return this.ACTION(() => ({ expression, alias, position: this.placeFrom(first) }));
          },
        },
      ],
      IGNORE_AMBIGUITIES: true,
    });
  });

  /** `*` or `t.*`, without some columns or with others in their place. */
  private readonly starColumns: ParserMethod<[], SelectItem> = this.RULE('starColumns', () => {
    const first = this.peek();
    const star = this.SUBRULE(this.starItem);
    const changes: StarChanges = {};
    this.OPTION({
      GATE: () => this.isExceptAhead(),
      DEF: () => {
        this.OR([
          { ALT: () => this.CONSUME(keyword.except) },
          { ALT: () => this.CONSUME(keyword.exclude) },
        ]);
        const except = this.SUBRULE(this.exceptedColumns);
        this.ACTION(() => Object.assign(changes, { except }));
      },
    });
    this.OPTION1(() => {
      this.CONSUME(keyword.replace);
      this.CONSUME(types.open);
      const replace: SelectItem[] = [];
      this.AT_LEAST_ONE_SEP({
        SEP: types.comma,
        DEF: () => replace.push(this.SUBRULE(this.replacedColumn)),
      });
      this.CONSUME(types.close);
      this.ACTION(() => Object.assign(changes, { replace }));
    });
    return this.ACTION(() => {
      const position = this.placeFrom(first);
      const expression: ExpressionNode = { ...star, ...changes, position };
      return { expression, alias: null, position };
    });
  });

  /** `EXCEPT (name` and `EXCLUDE`: a query behind EXCEPT is one to subtract. */
  private isExceptAhead(): boolean {
    const isList = this.isAhead(2, types.open) && this.isAhead(3, types.name);
    return this.isAhead(1, keyword.exclude) || isList;
  }

  private readonly exceptedColumns: ParserMethod<[], Identifier[]> = this.RULE(
    'exceptedColumns',
    () => {
      const names: Identifier[] = [];
      this.OR([
        {
          ALT: () => {
            this.CONSUME(types.open);
            this.AT_LEAST_ONE_SEP({
              SEP: types.comma,
              DEF: () => names.push(this.SUBRULE(this.identifier)),
            });
            this.CONSUME(types.close);
          },
        },
        { ALT: () => names.push(this.SUBRULE1(this.identifier)) },
      ]);
      return names;
    },
  );

  private readonly replacedColumn: ParserMethod<[], SelectItem> = this.RULE(
    'replacedColumn',
    () => {
      const first = this.peek();
      const expression = this.SUBRULE(this.expression);
      this.CONSUME(keyword.as);
      const alias = this.SUBRULE(this.identifier);
      return this.ACTION(() => ({ expression, alias, position: this.placeFrom(first) }));
    },
  );

  private readonly columnAlias: ParserMethod<[], Identifier> = this.RULE('columnAlias', () =>
    this.OR([
      {
        ALT: () => {
          this.CONSUME(keyword.as);
          const token = this.token(0, types.label);
          return this.ACTION(() => identifierOf(token));
        },
      },
      { ALT: () => this.SUBRULE(this.bareIdentifier) },
    ]),
  );
}
