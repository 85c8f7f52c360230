import type { ParserMethod } from 'chevrotain';
import type { ExpressionNode, Identifier, RelationNode, TypeName, WindowClause } from '../ast.ts';
import type { Token } from '../lexer/token.ts';
import { MatchParser } from './match-parser.ts';
import { keyword, types } from './token-types.ts';
import { type Alias, noAlias } from './window-parser.ts';

type FunctionAlias = Alias & { readonly types: readonly TypeName[] };

/** What can stand on one side of a join: tables, subqueries, functions, windows, joins in parentheses. */
export abstract class RelationParser extends MatchParser {
  protected abstract readonly joined: ParserMethod<[], RelationNode>;

  /** A relation, and what is made of it by MATCH_RECOGNIZE. */
  protected readonly relation: ParserMethod<[], RelationNode> = this.RULE('relation', () => {
    const first = this.peek();
    let relation = this.SUBRULE(this.simpleRelation);
    this.MANY(() => {
      relation = this.SUBRULE(this.matchRecognize, { ARGS: [relation, first] });
    });
    return relation;
  });

  private readonly simpleRelation: ParserMethod<[], RelationNode> = this.RULE(
    'simpleRelation',
    () =>
      this.OR({
        DEF: [
          { GATE: () => this.isQueryBehind(1), ALT: () => this.SUBRULE(this.subquery) },
          { ALT: () => this.SUBRULE(this.parenthesisedJoin) },
          { ALT: () => this.SUBRULE(this.wrappedWindowFunction) },
          { ALT: () => this.SUBRULE(this.lateralRelation) },
          {
            GATE: () => this.isWindowFunctionAhead(),
            ALT: () => this.SUBRULE(this.bareWindowFunction),
          },
          {
            GATE: () => this.isAhead(2, keyword.from) && this.isAhead(3, types.open),
            ALT: () => this.SUBRULE(this.rowsFrom),
          },
          { GATE: () => this.isCallAhead(), ALT: () => this.SUBRULE(this.tableFunction) },
          { ALT: () => this.SUBRULE(this.namedRelation) },
        ],
        IGNORE_AMBIGUITIES: true,
      }),
  );

  /** Whether a name with a parenthesis behind it comes next. */
  private isCallAhead(): boolean {
    let distance = 2;
    while (this.isAhead(distance, types.dot)) distance += 2;
    return this.isAhead(distance, types.open);
  }

  private readonly subquery: ParserMethod<[], RelationNode> = this.RULE('subquery', () => {
    const first = this.token(0, types.open);
    const query = this.SUBRULE(this.query);
    this.CONSUME(types.close);
    const named = this.SUBRULE(this.optionalAlias);
    return this.ACTION<RelationNode>(() => {
      return { kind: 'subquery', query, lateral: false, ...named, position: this.placeFrom(first) };
    });
  });

  /** LATERAL before a subquery or a function. */
  private readonly lateralRelation: ParserMethod<[], RelationNode> = this.RULE(
    'lateralRelation',
    () => {
      const first = this.token(0, keyword.lateral);
      const relation = this.OR({
        DEF: [
          { ALT: () => this.SUBRULE(this.subquery) },
          { ALT: () => this.SUBRULE(this.lateralTable) },
          {
            GATE: () => this.isAhead(2, keyword.from),
            ALT: () => this.SUBRULE(this.rowsFrom),
          },
          { ALT: () => this.SUBRULE(this.tableFunction) },
        ],
        IGNORE_AMBIGUITIES: true,
      });
      return this.ACTION<RelationNode>(() => {
        const position = this.placeFrom(first);
        if (relation.kind !== 'subquery' && relation.kind !== 'tableFunction') return relation;
        return { ...relation, lateral: true, position };
      });
    },
  );

  /** Flink's `LATERAL TABLE(f(x))`. */
  private readonly lateralTable: ParserMethod<[], RelationNode> = this.RULE('lateralTable', () => {
    const first = this.token(0, keyword.table);
    this.CONSUME(types.open);
    const call = this.SUBRULE(this.functionCall);
    this.CONSUME(types.close);
    const named = this.SUBRULE(this.functionAlias);
    return this.ACTION(() => this.functionOf([call], false, named, first));
  });

  private functionOf(
    calls: readonly ExpressionNode[],
    ordinality: boolean,
    named: FunctionAlias,
    first: Token,
  ): RelationNode {
    const position = this.placeFrom(first);
    return { kind: 'tableFunction', calls, ordinality, lateral: false, ...named, position };
  }

  /** `generate_series(1, 3) [WITH ORDINALITY] [AS g (x)]`. */
  private readonly tableFunction: ParserMethod<[], RelationNode> = this.RULE(
    'tableFunction',
    () => {
      const first = this.peek();
      const call = this.SUBRULE(this.functionCall);
      const ordinality = this.SUBRULE(this.withOrdinality);
      const named = this.SUBRULE(this.functionAlias);
      return this.ACTION(() => this.functionOf([call], ordinality, named, first));
    },
  );

  private readonly functionCall: ParserMethod<[], ExpressionNode> = this.RULE(
    'functionCall',
    () => {
      const name = this.SUBRULE(this.qualifiedName);
      return this.SUBRULE(this.callArguments, { ARGS: [name] });
    },
  );

  /** `ROWS FROM (f(1), g(2))`: the functions' rows side by side. */
  private readonly rowsFrom: ParserMethod<[], RelationNode> = this.RULE('rowsFrom', () => {
    const first = this.token(0, keyword.rows);
    const calls: ExpressionNode[] = [];
    this.CONSUME(keyword.from);
    this.CONSUME(types.open);
    this.AT_LEAST_ONE_SEP({
      SEP: types.comma,
      DEF: () => calls.push(this.SUBRULE(this.functionCall)),
    });
    this.CONSUME(types.close);
    const ordinality = this.SUBRULE(this.withOrdinality);
    const named = this.SUBRULE(this.functionAlias);
    return this.ACTION(() => this.functionOf(calls, ordinality, named, first));
  });

  private readonly withOrdinality: ParserMethod<[], boolean> = this.RULE('withOrdinality', () => {
    let given = false;
    this.OPTION({
      GATE: () => this.isAhead(2, keyword.ordinality),
      DEF: () => {
        this.CONSUME(keyword.with);
        this.CONSUME(keyword.ordinality);
        given = true;
      },
    });
    return given;
  });

  /** An alias whose columns may have types: `AS t (a INTEGER, b TEXT)`; such columns need no name before them. */
  private readonly functionAlias: ParserMethod<[], FunctionAlias> = this.RULE(
    'functionAlias',
    () => {
      let found: FunctionAlias = { ...noAlias, types: [] };
      this.OPTION({
        GATE: () => !this.isClauseAhead(),
        DEF: () => {
          const columns: Alias['columns'][number][] = [];
          const columnTypes: TypeName[] = [];
          const names: Identifier[] = [];
          this.OR([
            { GATE: () => this.isAhead(2, types.open), ALT: () => this.CONSUME(keyword.as) },
            { ALT: () => names.push(this.SUBRULE(this.aliasName)) },
          ]);
          this.OPTION1(() => {
            this.CONSUME(types.open);
            this.AT_LEAST_ONE_SEP({
              SEP: types.comma,
              DEF: () => {
                columns.push(this.SUBRULE(this.identifier));
                this.OPTION2(() => columnTypes.push(this.SUBRULE(this.typeName)));
              },
            });
            this.CONSUME(types.close);
          });
          this.ACTION(() => {
            const [first = columns[0]] = names;
            const isTyped = names.length === 0 || columnTypes.length > 0;
            if (isTyped && columnTypes.length < columns.length && first !== undefined) {
              this.fail('every column needs a type, or none', first.position);
            }
          });
          found = { alias: names[0] ?? null, columns, types: columnTypes };
        },
      });
      return found;
    },
  );

  private readonly parenthesisedJoin: ParserMethod<[], RelationNode> = this.RULE(
    'parenthesisedJoin',
    () => {
      const first = this.token(0, types.open);
      this.descend();
      const relation = this.SUBRULE(this.joined);
      this.nesting -= 1;
      this.CONSUME(types.close);
      const named = this.SUBRULE(this.optionalAlias);
      return this.ACTION<RelationNode>(() => {
        if (named.alias === null) return relation;
        if (relation.kind === 'join' && relation.alias === null) {
          return { ...relation, ...named, position: this.placeFrom(first) };
        }
        this.fail('only a join has an alias behind its parentheses', named.alias.position);
      });
    },
  );

  /** `name [FOR SYSTEM_TIME AS OF time] [AS alias] [WINDOW …]`. */
  private readonly namedRelation: ParserMethod<[], RelationNode> = this.RULE(
    'namedRelation',
    () => {
      const first = this.peek();
      // Tables have no descendants: ONLY changes nothing.
      this.OPTION1({
        GATE: () => this.isAhead(1, keyword.only) && this.isNameBehindOnly(),
        DEF: () => this.CONSUME(keyword.only),
      });
      const name = this.SUBRULE(this.qualifiedName);
      let asOf = this.SUBRULE(this.systemTime);
      const named = this.SUBRULE(this.optionalAlias);
      const later = this.SUBRULE1(this.systemTime);
      let window: WindowClause | null = null;
      this.OPTION({
        GATE: () => !this.isAhead(3, keyword.as),
        DEF: () => {
          window = this.SUBRULE(this.windowClause);
        },
      });
      return this.ACTION<RelationNode>(() => {
        if (asOf !== null && later !== null) {
          this.fail('multiple FOR SYSTEM_TIME clauses are not allowed', later.position);
        }
        asOf ??= later;
        return { kind: 'table', name, ...named, asOf, window, position: this.placeFrom(first) };
      });
    },
  );

  /** Whether what follows the word ONLY is a name, so that the word is no name itself. */
  private isNameBehindOnly(): boolean {
    return this.isAhead(2, types.name) && !this.isAhead(2, keyword.as);
  }

  /** `FOR SYSTEM_TIME AS OF expression`, or nothing. */
  private readonly systemTime: ParserMethod<[], ExpressionNode | null> = this.RULE(
    'systemTime',
    () => {
      let time: ExpressionNode | null = null;
      this.OPTION({
        GATE: () => this.isAhead(2, keyword.system_time),
        DEF: () => {
          this.CONSUME(keyword.for);
          this.CONSUME(keyword.system_time);
          this.CONSUME(keyword.as);
          this.CONSUME(keyword.of);
          const operand = this.SUBRULE(this.arithmetic);
          this.ACTION(() => {
            time = operand.node;
          });
        },
      });
      return time;
    },
  );
}
