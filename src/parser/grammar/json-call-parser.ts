import type { ParserMethod } from 'chevrotain';
import type { Position } from '../../common/sql-error.ts';
import type { ExpressionNode, TypeName } from '../ast.ts';
import type { Token } from '../lexer/token.ts';
import { callOf } from './call-parser.ts';
import { JsonConstructorParser } from './json-constructor-parser.ts';
import { placeOf } from './place.ts';
import { keyword, types } from './token-types.ts';

/** The functions of SQL/JSON that have clauses in their parentheses. */
const queries: ReadonlySet<string> = new Set(['json_exists', 'json_query', 'json_value']);

/** What is answered where nothing is found, or something goes wrong. */
type Behaviour = { readonly word: string; readonly value: ExpressionNode | null };

/** The clauses behind context and path. */
type Clauses = {
  variables: ExpressionNode[];
  returning: TypeName | null;
  wrapper: string;
  quotes: string;
  empty: Behaviour | null;
  error: Behaviour | null;
};

/**
 * JSON_VALUE, JSON_QUERY and JSON_EXISTS with their clauses (PostgreSQL's manual, 9.16.3), which
 * become calls of functions that take all that the clauses say as arguments.
 */
export abstract class JsonCallParser extends JsonConstructorParser {
  protected readonly isJsonCall = (): boolean =>
    !this.RECORDING_PHASE && this.isAhead(2, types.open) && queries.has(this.peek().value);

  protected readonly jsonCall: ParserMethod<[], ExpressionNode> = this.RULE('jsonCall', () => {
    const first = this.token(0, types.name);
    this.CONSUME(types.open);
    const context = this.SUBRULE(this.expression);
    this.CONSUME(types.comma);
    const path = this.SUBRULE1(this.expression);
    const clauses = this.SUBRULE(this.jsonClauses);
    this.CONSUME(types.close);
    return this.ACTION(() => {
      const position = this.placeFrom(first);
      const isPlain = Object.values(clauses).every(
        (each) => each === null || each === '' || (Array.isArray(each) && each.length === 0),
      );
      if (isPlain) return callOf(first.value, first, [context, path], position);
      return jsonCallOf(first, [context, path], clauses, position);
    });
  });

  private readonly jsonClauses: ParserMethod<[], Clauses> = this.RULE('jsonClauses', () => {
    const clauses: Clauses = {
      variables: [],
      returning: null,
      wrapper: '',
      quotes: '',
      empty: null,
      error: null,
    };
    this.OPTION(() => {
      clauses.variables = this.SUBRULE(this.jsonPassing);
    });
    this.OPTION1(() => {
      this.CONSUME(keyword.returning);
      clauses.returning = this.SUBRULE(this.typeName);
    });
    this.OPTION2(() => {
      clauses.wrapper = this.SUBRULE(this.jsonWrapper);
    });
    this.OPTION3(() => {
      clauses.quotes = this.SUBRULE(this.jsonQuotes);
    });
    this.MANY(() => {
      const behaviour = this.SUBRULE(this.jsonBehaviour);
      this.CONSUME(keyword.on);
      this.OR([
        {
          ALT: () => {
            this.CONSUME(keyword.empty);
            clauses.empty = behaviour;
          },
        },
        {
          ALT: () => {
            this.CONSUME(keyword.error);
            clauses.error = behaviour;
          },
        },
      ]);
    });
    return clauses;
  });

  /** `PASSING 1 AS a, 2 AS b`: names and values, one after the other. */
  private readonly jsonPassing: ParserMethod<[], ExpressionNode[]> = this.RULE(
    'jsonPassing',
    () => {
      const list: ExpressionNode[] = [];
      this.CONSUME(keyword.passing);
      this.AT_LEAST_ONE_SEP({
        SEP: types.comma,
        DEF: () => {
          const value = this.SUBRULE(this.expression);
          this.CONSUME(keyword.as);
          const { name, position } = this.SUBRULE(this.identifier);
          list.push({ kind: 'string', value: name, position }, value);
        },
      });
      return list;
    },
  );

  private readonly jsonWrapper: ParserMethod<[], string> = this.RULE('jsonWrapper', () => {
    let wrapper = 'without';
    this.OR([
      { ALT: () => this.CONSUME(keyword.without) },
      {
        ALT: () => {
          this.CONSUME(keyword.with);
          wrapper = 'unconditional';
          this.OPTION(() => {
            this.OR1([
              {
                ALT: () => {
                  this.CONSUME(keyword.conditional);
                  wrapper = 'conditional';
                },
              },
              { ALT: () => this.CONSUME(keyword.unconditional) },
            ]);
          });
        },
      },
    ]);
    this.OPTION1(() => this.CONSUME(keyword.array));
    this.CONSUME(keyword.wrapper);
    return wrapper;
  });

  private readonly jsonQuotes: ParserMethod<[], string> = this.RULE('jsonQuotes', () => {
    let quotes = 'keep';
    this.OR([
      { ALT: () => this.CONSUME(keyword.keep) },
      {
        ALT: () => {
          this.CONSUME(keyword.omit);
          quotes = 'omit';
        },
      },
    ]);
    this.CONSUME(keyword.quotes);
    this.OPTION(() => {
      this.CONSUME(keyword.on);
      this.CONSUME(keyword.scalar);
      this.CONSUME(keyword.string);
    });
    return quotes;
  });

  private readonly jsonBehaviour: ParserMethod<[], Behaviour> = this.RULE('jsonBehaviour', () => {
    const first = this.peek();
    let value: ExpressionNode | null = null;
    let word: string | null = null;
    this.OR([
      { ALT: () => this.CONSUME(keyword.null) },
      { ALT: () => this.CONSUME(keyword.error) },
      { ALT: () => this.CONSUME(keyword.true) },
      { ALT: () => this.CONSUME(keyword.false) },
      { ALT: () => this.CONSUME(keyword.unknown) },
      {
        ALT: () => {
          this.CONSUME(keyword.empty);
          word = 'array';
          this.OPTION(() => {
            this.OR1([
              { ALT: () => this.CONSUME(keyword.array) },
              {
                ALT: () => {
                  this.CONSUME(keyword.object);
                  word = 'object';
                },
              },
            ]);
          });
        },
      },
      {
        ALT: () => {
          this.CONSUME(keyword.default);
          value = this.SUBRULE(this.expression);
        },
      },
    ]);
    return this.ACTION(() => ({ word: word ?? first.value, value }));
  });
}

function jsonCallOf(
  first: Token,
  [context, path]: readonly [ExpressionNode, ExpressionNode],
  { variables, returning, wrapper, quotes, empty, error }: Clauses,
  position: Position,
): ExpressionNode {
  const place = placeOf(first, first);
  const named = (name: string): TypeName => {
    return { name, arguments: [], members: [], arrayDepth: 0, position: place };
  };
  const text = (value: string): ExpressionNode => ({ kind: 'string', value, position: place });
  const cast = (operand: ExpressionNode, type: TypeName): ExpressionNode => {
    return { kind: 'cast', operand, type, position: operand.position };
  };
  const nothing: ExpressionNode = { kind: 'null', position: place };
  const common = [
    cast(context, named('jsonb')),
    path,
    variables.length === 0 ? text('{}') : callOf('jsonb_build_object', first, variables, place),
  ];
  const name = `${first.value}_as`;
  if (first.value === 'json_exists') {
    return callOf(name, first, [...common, text(error?.word ?? 'false')], position);
  }
  const type = returning ?? named(first.value === 'json_value' ? 'text' : 'jsonb');
  const onEmpty = [text(empty?.word ?? 'null'), cast(empty?.value ?? nothing, type)];
  const onError = [text(error?.word ?? 'null'), cast(error?.value ?? nothing, type)];
  const forms = first.value === 'json_query' ? [text(wrapper), text(quotes)] : [];
  const args = [...common, cast(nothing, type), ...forms, ...onEmpty, ...onError];
  const call = callOf(name, first, args, position);
  return type.arguments.length === 0 ? call : { kind: 'cast', operand: call, type, position };
}
