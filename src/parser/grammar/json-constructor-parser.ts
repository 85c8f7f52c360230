import type { ParserMethod } from 'chevrotain';
import type { ExpressionNode, TypeName } from '../ast.ts';
import type { Token } from '../lexer/token.ts';
import { callOf } from './call-parser.ts';
import { placeOf } from './place.ts';
import { SpecialCallParser } from './special-call-parser.ts';
import { keyword, types } from './token-types.ts';

const constructors: ReadonlySet<string> = new Set(['json_array', 'json_object', 'json_serialize']);

/** A value, with its key in an object. */
type Member = { readonly key: ExpressionNode | null; readonly value: ExpressionNode };

type Parts = {
  members: Member[];
  /** NULL ON NULL or ABSENT ON NULL; null where nothing is said. */
  nulls: 'null' | 'absent' | null;
  unique: boolean;
  returning: TypeName | null;
};

/**
 * JSON_OBJECT, JSON_ARRAY and JSON_SERIALIZE of the SQL standard (PostgreSQL's manual, 9.16.1),
 * which become calls of functions that build JSON, and casts.
 */
export abstract class JsonConstructorParser extends SpecialCallParser {
  protected readonly isJsonConstructor = (): boolean =>
    !this.RECORDING_PHASE && this.isAhead(2, types.open) && constructors.has(this.peek().value);

  protected readonly jsonConstructor: ParserMethod<[], ExpressionNode> = this.RULE(
    'jsonConstructor',
    () => {
      const first = this.token(0, types.name);
      this.CONSUME(types.open);
      const parts: Parts = { members: [], nulls: null, unique: false, returning: null };
      this.MANY_SEP({
        SEP: types.comma,
        DEF: () => {
          parts.members.push(this.SUBRULE(this.jsonMember));
        },
      });
      this.OPTION(() => {
        parts.nulls = this.SUBRULE(this.jsonNulls);
      });
      this.OPTION1(() => {
        parts.unique = this.SUBRULE(this.jsonUnique);
      });
      this.OPTION2(() => {
        this.CONSUME(keyword.returning);
        parts.returning = this.SUBRULE(this.typeName);
      });
      this.CONSUME(types.close);
      return this.ACTION(() => this.#built(first, parts));
    },
  );

  /** `value`, `key : value`, `key VALUE value`. */
  private readonly jsonMember: ParserMethod<[], Member> = this.RULE('jsonMember', () => {
    let key: ExpressionNode | null = null;
    let value = this.SUBRULE(this.expression);
    this.OPTION(() => {
      this.OR([
        { ALT: () => this.CONSUME(types.colon) },
        { ALT: () => this.CONSUME(keyword.value) },
      ]);
      key = value;
      value = this.SUBRULE1(this.expression);
    });
    return { key, value };
  });

  private readonly jsonNulls: ParserMethod<[], 'null' | 'absent'> = this.RULE('jsonNulls', () => {
    let nulls: 'null' | 'absent' = 'null';
    this.OR([
      { ALT: () => this.CONSUME(keyword.null) },
      {
        ALT: () => {
          this.CONSUME(keyword.absent);
          nulls = 'absent';
        },
      },
    ]);
    this.CONSUME(keyword.on);
    this.CONSUME1(keyword.null);
    return nulls;
  });

  private readonly jsonUnique: ParserMethod<[], boolean> = this.RULE('jsonUnique', () => {
    let unique = false;
    this.OR([
      {
        ALT: () => {
          this.CONSUME(keyword.with);
          unique = true;
        },
      },
      { ALT: () => this.CONSUME(keyword.without) },
    ]);
    this.CONSUME(keyword.unique);
    this.OPTION(() => this.CONSUME(keyword.keys));
    return unique;
  });

  #built(first: Token, parts: Parts): ExpressionNode {
    const { members, returning } = parts;
    const position = this.placeFrom(first);
    const name = first.value;
    const keyed = members.filter(({ key }) => key !== null).length;
    const isMixed = keyed > 0 && (keyed < members.length || name !== 'json_object');
    if (isMixed) this.fail('key and value must be given for each member of JSON_OBJECT', position);
    const cast = (operand: ExpressionNode, type: TypeName): ExpressionNode => {
      return { kind: 'cast', operand, type, position };
    };
    if (name === 'json_serialize') {
      const [only, ...others] = members;
      if (only === undefined || others.length > 0)
        this.fail('JSON_SERIALIZE needs a value', position);
      return cast(only.value, returning ?? namedType('text', position));
    }
    const values = members.map(({ value }) => value);
    // The function of texts has the same name, and no clauses.
    if (name === 'json_object' && members.length > 0 && keyed === 0) {
      return callOf(name, first, values, position);
    }
    const isBinary = returning?.name === 'jsonb' && returning.arrayDepth === 0;
    const call = this.#call(first, parts, isBinary ? 'jsonb' : 'json');
    return returning === null || isBinary ? call : cast(call, returning);
  }

  #call(first: Token, { members, nulls, unique }: Parts, form: 'json' | 'jsonb'): ExpressionNode {
    const position = this.placeFrom(first);
    const isObject = first.value === 'json_object';
    const kind = isObject ? 'object' : 'array';
    // Objects keep NULLs where nothing is said, arrays do not.
    const isAbsent = (nulls ?? (isObject ? 'null' : 'absent')) === 'absent';
    const args = members.flatMap(({ key, value }) => (key === null ? [value] : [key, value]));
    const flag = (value: boolean): ExpressionNode => {
      return { kind: 'boolean', value, position: placeOf(first, first) };
    };
    const flags = isObject ? [flag(isAbsent), flag(unique)] : [flag(isAbsent)];
    return callOf(`${form}_${kind}_of`, first, [...flags, ...args], position);
  }
}

function namedType(name: string, position: TypeName['position']): TypeName {
  return { name, arguments: [], members: [], arrayDepth: 0, position };
}
