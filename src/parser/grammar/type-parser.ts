import type { ParserMethod } from 'chevrotain';
import type { TypeName } from '../ast.ts';
import type { Token } from '../lexer/token.ts';
import { TokenParser } from './token-parser.ts';
import { keyword, types } from './token-types.ts';

/** Type names: `bigint`, `numeric(10, 2)`, `timestamp with time zone`, `double precision`, `text[]`. */
export class TypeParser extends TokenParser {
  protected readonly typeName: ParserMethod<[], TypeName> = this.RULE('typeName', () => {
    const first = this.peek();
    const { name, arguments: numbers } = this.SUBRULE(this.typeBase);
    let arrayDepth = 0;
    this.MANY(() => {
      this.CONSUME(types.openBracket);
      this.OPTION(() => this.CONSUME(types.number));
      this.CONSUME(types.closeBracket);
      arrayDepth += 1;
    });
    return this.ACTION(() => ({
      name,
      arguments: numbers,
      arrayDepth,
      position: this.placeFrom(first),
    }));
  });

  /** A type without its brackets. */
  private readonly typeBase: ParserMethod<[], Pick<TypeName, 'name' | 'arguments'>> = this.RULE(
    'typeBase',
    () =>
      this.OR({
        DEF: [
          { ALT: () => this.SUBRULE(this.momentType) },
          { ALT: () => this.SUBRULE(this.characterType) },
          { ALT: () => this.SUBRULE(this.doubleType) },
          {
            ALT: () => {
              const token = this.token(0, types.name);
              const numbers = this.SUBRULE(this.typeNumbers);
              return this.ACTION(() => ({ name: token.value, arguments: numbers }));
            },
          },
        ],
        IGNORE_AMBIGUITIES: true,
      }),
  );

  /** TIME and TIMESTAMP; those with a time zone get their short names. */
  protected readonly momentType: ParserMethod<[], Pick<TypeName, 'name' | 'arguments'>> = this.RULE(
    'momentType',
    () => {
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
      return { name, arguments: numbers };
    },
  );

  /** `char(n)`, `character(n)`, and with VARYING behind it `varchar(n)`. */
  private readonly characterType: ParserMethod<[], Pick<TypeName, 'name' | 'arguments'>> =
    this.RULE('characterType', () => {
      let name = 'char';
      this.OR([
        { ALT: () => this.CONSUME(keyword.character) },
        { ALT: () => this.CONSUME(keyword.char) },
      ]);
      this.OPTION(() => {
        this.CONSUME(keyword.varying);
        name = 'varchar';
      });
      return { name, arguments: this.SUBRULE(this.typeNumbers) };
    });

  private readonly doubleType: ParserMethod<[], Pick<TypeName, 'name' | 'arguments'>> = this.RULE(
    'doubleType',
    () => {
      this.CONSUME(keyword.double);
      this.OPTION(() => this.CONSUME(keyword.precision));
      return { name: 'double precision', arguments: [] };
    },
  );

  private readonly typeNumbers: ParserMethod<[], number[]> = this.RULE('typeNumbers', () => {
    const tokens: Token[] = [];
    this.OPTION(() => {
      this.CONSUME(types.open);
      this.AT_LEAST_ONE_SEP({
        SEP: types.comma,
        DEF: () => tokens.push(this.token(0, types.number)),
      });
      this.CONSUME(types.close);
    });
    return this.ACTION(() => tokens.map((token) => Number(token.value)));
  });
}
