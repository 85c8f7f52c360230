import type { ParserMethod } from 'chevrotain';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { TypeMember, TypeName } from '../ast.ts';
import type { Token } from '../lexer/token.ts';
import { TokenParser } from './token-parser.ts';
import { keyword, types } from './token-types.ts';

/** A type without its brackets and place. */
type TypeBase = Pick<TypeName, 'name' | 'arguments' | 'members'>;

/** Type names: `bigint`, `numeric(10, 2)`, `timestamp with time zone`, `text[]`, `map<text, int>`. */
export abstract class TypeParser extends TokenParser {
  /** Goes one level down in nested types, expressions and queries; `this.nesting -= 1` goes back. */
  protected abstract descend(): void;
  protected nesting = 0;

  protected readonly typeName: ParserMethod<[], TypeName> = this.RULE('typeName', () => {
    const first = this.peek();
    const { base, depth } = this.OR<{ base: TypeBase; depth: number }>([
      { ALT: () => ({ base: this.SUBRULE(this.typeBase), depth: 0 }) },
      { ALT: () => this.SUBRULE(this.arrayType) },
    ]);
    const more = this.SUBRULE(this.arrayBrackets);
    return this.ACTION(() => ({
      ...base,
      arrayDepth: depth + more,
      position: this.placeFrom(first),
    }));
  });

  /** `[]`, `[3]` and ARRAY behind a type, as often as they are written: how many. */
  private readonly arrayBrackets: ParserMethod<[], number> = this.RULE('arrayBrackets', () => {
    let depth = 0;
    this.MANY(() => {
      this.CONSUME(types.openBracket);
      this.OPTION(() => this.CONSUME(types.number));
      this.CONSUME(types.closeBracket);
      depth += 1;
    });
    this.OPTION1(() => {
      this.CONSUME(keyword.array);
      this.OPTION2(() => {
        this.CONSUME1(types.openBracket);
        this.CONSUME1(types.number);
        this.CONSUME1(types.closeBracket);
      });
      depth += 1;
    });
    return depth;
  });

  /** `ARRAY<type>`. */
  private readonly arrayType: ParserMethod<[], { base: TypeBase; depth: number }> = this.RULE(
    'arrayType',
    () => {
      this.CONSUME(keyword.array);
      this.CONSUME(types.less);
      const element = this.SUBRULE(this.innerType);
      this.CONSUME(types.greater);
      return this.ACTION(() => {
        const { name, arguments: numbers, members, arrayDepth } = element;
        return { base: { name, arguments: numbers, members }, depth: arrayDepth + 1 };
      });
    },
  );

  /** A type inside another. */
  private readonly innerType: ParserMethod<[], TypeName> = this.RULE('innerType', () => {
    this.descend();
    const type = this.SUBRULE(this.typeName);
    this.nesting -= 1;
    return type;
  });

  protected readonly typeBase: ParserMethod<[], TypeBase> = this.RULE('typeBase', () =>
    this.OR({
      DEF: [
        { ALT: () => this.SUBRULE(this.momentType) },
        { ALT: () => this.SUBRULE(this.characterType) },
        { ALT: () => this.SUBRULE(this.doubleType) },
        { ALT: () => this.SUBRULE(this.bitType) },
        { ALT: () => this.SUBRULE(this.intervalType) },
        { GATE: () => this.isMembersAhead(), ALT: () => this.SUBRULE(this.structType) },
        {
          GATE: () => this.isAhead(2, types.less) || this.isAhead(2, types.open),
          ALT: () => this.SUBRULE(this.mapType),
        },
        { ALT: () => this.SUBRULE(this.plainType) },
      ],
      IGNORE_AMBIGUITIES: true,
    }),
  );

  private isMembersAhead(): boolean {
    return (
      this.isAhead(2, types.less) || (this.isAhead(1, keyword.row) && this.isAhead(2, types.open))
    );
  }

  /** TIME and TIMESTAMP; those with a time zone get their short names. */
  private readonly momentType: ParserMethod<[], TypeBase> = this.RULE('momentType', () => {
    let name = '';
    this.OR([
      { ALT: () => this.CONSUME(keyword.timestamp) },
      { ALT: () => this.CONSUME(keyword.time) },
    ]);
    this.ACTION(() => {
      name = this.LA(0).image.toLowerCase();
    });
    const numbers = this.SUBRULE(this.typeNumbers);
    this.OPTION({
      GATE: () => this.isAhead(2, keyword.time),
      DEF: () => {
        this.OR1([
          {
            ALT: () => {
              this.CONSUME(keyword.with);
              name += 'tz';
            },
          },
          { ALT: () => this.CONSUME(keyword.without) },
        ]);
        this.CONSUME1(keyword.time);
        this.CONSUME(keyword.zone);
      },
    });
    return { name, arguments: numbers, members: [] };
  });

  /** `char(n)`, `character(n)`, and with VARYING behind it `varchar(n)`. */
  private readonly characterType: ParserMethod<[], TypeBase> = this.RULE('characterType', () => {
    this.OPTION(() => this.CONSUME(keyword.national));
    this.OR([
      { ALT: () => this.CONSUME(keyword.character) },
      { ALT: () => this.CONSUME(keyword.char) },
      { ALT: () => this.CONSUME(keyword.nchar) },
    ]);
    const name = this.SUBRULE(this.varying) ? 'varchar' : 'char';
    return { name, arguments: this.SUBRULE(this.typeNumbers), members: [] };
  });

  private readonly varying: ParserMethod<[], boolean> = this.RULE('varying', () => {
    let given = false;
    this.OPTION(() => {
      this.CONSUME(keyword.varying);
      given = true;
    });
    return given;
  });

  private readonly doubleType: ParserMethod<[], TypeBase> = this.RULE('doubleType', () => {
    this.CONSUME(keyword.double);
    this.OPTION(() => this.CONSUME(keyword.precision));
    return { name: 'double precision', arguments: [], members: [] };
  });

  private readonly bitType: ParserMethod<[], TypeBase> = this.RULE('bitType', () => {
    this.CONSUME(keyword.bit);
    const name = this.SUBRULE(this.varying) ? 'varbit' : 'bit';
    return { name, arguments: this.SUBRULE(this.typeNumbers), members: [] };
  });

  private readonly intervalType: ParserMethod<[], TypeBase> = this.RULE('intervalType', () => {
    this.CONSUME(keyword.interval);
    let numbers = this.SUBRULE(this.typeNumbers);
    let unit: string | null = null;
    this.OPTION(() => {
      unit = this.SUBRULE(this.intervalFields);
      const more = this.SUBRULE1(this.typeNumbers);
      this.ACTION(() => {
        numbers = [...numbers, ...more];
      });
    });
    return {
      name: unit === null ? 'interval' : `interval ${unit}`,
      arguments: numbers,
      members: [],
    };
  });

  /** `DAY`, `DAY TO SECOND`: lower case, singular. */
  protected readonly intervalFields: ParserMethod<[], string> = this.RULE('intervalFields', () => {
    const words = [this.token(0, types.unit)];
    this.OPTION(() => {
      this.CONSUME(keyword.to);
      words.push(this.token(1, types.unit));
    });
    return this.ACTION(() => words.map(({ value }) => value.replace(/s$/, '')).join(' to '));
  });

  /** `STRUCT<a INTEGER, b TEXT>`, `ROW(a INTEGER, b TEXT)`. */
  private readonly structType: ParserMethod<[], TypeBase> = this.RULE('structType', () => {
    let members: readonly TypeMember[] = [];
    this.OR([
      { ALT: () => this.CONSUME(keyword.struct) },
      { ALT: () => this.CONSUME(keyword.row) },
    ]);
    this.OR1([
      {
        ALT: () => {
          this.CONSUME(types.less);
          members = this.SUBRULE(this.typeMembers);
          this.CONSUME(types.greater);
        },
      },
      {
        ALT: () => {
          this.CONSUME(types.open);
          members = this.SUBRULE1(this.typeMembers);
          this.CONSUME(types.close);
        },
      },
    ]);
    return { name: 'struct', arguments: [], members };
  });

  private readonly typeMembers: ParserMethod<[], TypeMember[]> = this.RULE('typeMembers', () => {
    const members: TypeMember[] = [];
    this.AT_LEAST_ONE_SEP({
      SEP: types.comma,
      DEF: () => {
        const name = this.SUBRULE(this.identifier);
        this.OPTION(() => this.CONSUME(types.colon));
        members.push({ name, type: this.SUBRULE(this.innerType) });
      },
    });
    return members;
  });

  /** `MAP<K, V>`; `MAP(K, V)` is the same. */
  private readonly mapType: ParserMethod<[], TypeBase> = this.RULE('mapType', () => {
    this.CONSUME(keyword.map);
    this.OR([{ ALT: () => this.CONSUME(types.less) }, { ALT: () => this.CONSUME(types.open) }]);
    const key = this.SUBRULE(this.innerType);
    this.CONSUME(types.comma);
    const value = this.SUBRULE1(this.innerType);
    this.OR1([
      { ALT: () => this.CONSUME(types.greater) },
      { ALT: () => this.CONSUME(types.close) },
    ]);
    const members = [
      { name: null, type: key },
      { name: null, type: value },
    ];
    return { name: 'map', arguments: [], members };
  });

  /** Any other type's name; PostgreSQL's own schema may stand before it. */
  private readonly plainType: ParserMethod<[], TypeBase> = this.RULE('plainType', () => {
    const tokens = [this.token(0, types.name)];
    this.OPTION(() => {
      this.CONSUME(types.dot);
      tokens.push(this.token(1, types.label));
    });
    const name = this.ACTION(() => this.typeNameOf(tokens));
    return { name, arguments: this.SUBRULE(this.typeNumbers), members: [] };
  });

  private typeNameOf(tokens: readonly Token[]): string {
    const [first, second] = tokens as readonly [Token, Token?];
    if (second === undefined) return first.value;
    if (first.value === 'pg_catalog') return second.value;
    throw new SqlError(
      sqlState.undefinedObject,
      `type "${first.value}.${second.value}" does not exist`,
      { position: this.placeFrom(first) },
    );
  }

  protected readonly typeNumbers: ParserMethod<[], number[]> = this.RULE('typeNumbers', () => {
    const numbers: number[] = [];
    this.OPTION(() => {
      this.CONSUME(types.open);
      this.AT_LEAST_ONE_SEP({
        SEP: types.comma,
        DEF: () => {
          numbers.push(this.SUBRULE(this.signedNumber));
        },
      });
      this.CONSUME(types.close);
    });
    return numbers;
  });

  protected readonly signedNumber: ParserMethod<[], number> = this.RULE('signedNumber', () => {
    let sign = 1;
    this.OPTION(() =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(types.minus);
            sign = -1;
          },
        },
        { ALT: () => this.CONSUME(types.plus) },
      ]),
    );
    const token = this.token(0, types.number);
    return this.ACTION(() => sign * Number(token.value));
  });
}
