import type { ParserMethod } from 'chevrotain';
import type { Option } from '../ast.ts';
import type { Token } from '../lexer/token.ts';
import { QueryParser } from './query-parser.ts';
import { keyword, types } from './token-types.ts';

/** WITH (…): options of whatever is created. */
export abstract class OptionParser extends QueryParser {
  /** `WITH (key = value, …)`, or nothing. */
  protected readonly optionalOptions: ParserMethod<[], readonly Option[]> = this.RULE(
    'optionalOptions',
    () => {
      let options: readonly Option[] = [];
      this.OPTION(() => {
        this.CONSUME(keyword.with);
        options = this.SUBRULE(this.optionList);
      });
      return options;
    },
  );

  protected readonly optionList: ParserMethod<[], Option[]> = this.RULE('optionList', () => {
    const options: Option[] = [];
    this.CONSUME(types.open);
    this.AT_LEAST_ONE_SEP({
      SEP: types.comma,
      DEF: () => options.push(this.SUBRULE(this.optionEntry)),
    });
    this.CONSUME(types.close);
    return options;
  });

  private readonly optionEntry: ParserMethod<[], Option> = this.RULE('optionEntry', () => {
    const first = this.peek();
    const key = this.SUBRULE(this.optionKey);
    this.CONSUME(types.equals);
    const value = this.SUBRULE(this.optionValue);
    return this.ACTION(() => ({ key, value, position: this.placeFrom(first) }));
  });

  /** `name`, `fields.amount.min` or a string. */
  protected readonly optionKey: ParserMethod<[], string> = this.RULE('optionKey', () => {
    const parts: Token[] = [];
    this.OR([
      { ALT: () => parts.push(this.token(0, types.string)) },
      {
        ALT: () =>
          this.AT_LEAST_ONE_SEP({
            SEP: types.dot,
            DEF: () => parts.push(this.token(0, types.label)),
          }),
      },
    ]);
    return this.ACTION(() => parts.map((part) => part.value).join('.'));
  });

  protected readonly optionValue: ParserMethod<[], Option['value']> = this.RULE('optionValue', () =>
    this.OR<Option['value']>([
      {
        ALT: () => {
          const token = this.token(0, types.string);
          return this.ACTION(() => token.value);
        },
      },
      {
        ALT: () => {
          let sign = 1;
          this.OPTION(() => {
            this.CONSUME(types.minus);
            sign = -1;
          });
          const token = this.token(0, types.number);
          return this.ACTION(() => sign * Number(token.value));
        },
      },
      {
        ALT: () => {
          this.CONSUME(keyword.true);
          return true;
        },
      },
      {
        ALT: () => {
          this.CONSUME(keyword.false);
          return false;
        },
      },
    ]),
  );
}
