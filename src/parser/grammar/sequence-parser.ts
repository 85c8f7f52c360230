import type { ParserMethod } from 'chevrotain';
import type { SequenceOption } from '../ast.ts';
import { OptionParser } from './option-parser.ts';
import { placeOf } from './place.ts';
import { keyword, types } from './token-types.ts';

type WithoutPlace<Option> = Option extends SequenceOption ? Omit<Option, 'position'> : never;
/** An option before its place is known. */
type OptionParts = WithoutPlace<SequenceOption>;

/** How a sequence counts: behind CREATE and ALTER SEQUENCE, and behind IDENTITY. */
export abstract class SequenceParser extends OptionParser {
  /** Of an INSERT: whose values count where a column makes its own. */
  protected readonly overriding: ParserMethod<[], 'system' | 'user' | null> = this.RULE(
    'overriding',
    () => {
      let whose: 'system' | 'user' | null = null;
      this.OPTION(() => {
        this.CONSUME(keyword.overriding);
        const word = this.SUBRULE(this.identifier);
        this.CONSUME(keyword.value);
        this.ACTION(() => {
          if (word.name === 'system' || word.name === 'user') whose = word.name;
          else this.fail('SYSTEM or USER is expected behind OVERRIDING', word.position);
        });
      });
      return whose;
    },
  );

  protected readonly sequenceOption: ParserMethod<[], SequenceOption> = this.RULE(
    'sequenceOption',
    () => {
      const first = this.peek();
      const option = this.OR<OptionParts>([
        {
          ALT: () => {
            this.CONSUME(keyword.as);
            return { kind: 'type', type: this.SUBRULE(this.typeName) };
          },
        },
        {
          ALT: () => {
            this.CONSUME(keyword.start);
            this.OPTION(() => this.CONSUME(keyword.with));
            return { kind: 'start', value: this.SUBRULE(this.wholeNumber) };
          },
        },
        {
          ALT: () => {
            this.CONSUME(keyword.increment);
            this.OPTION1(() => this.CONSUME(keyword.by));
            return { kind: 'increment', value: this.SUBRULE1(this.wholeNumber) };
          },
        },
        {
          ALT: () => {
            this.CONSUME(keyword.minvalue);
            return { kind: 'min', value: this.SUBRULE2(this.wholeNumber) };
          },
        },
        {
          ALT: () => {
            this.CONSUME(keyword.maxvalue);
            return { kind: 'max', value: this.SUBRULE3(this.wholeNumber) };
          },
        },
        {
          ALT: () => {
            this.CONSUME(keyword.cache);
            return { kind: 'cache', value: this.SUBRULE4(this.wholeNumber) };
          },
        },
        {
          ALT: () => {
            this.CONSUME(keyword.cycle);
            return { kind: 'cycle', cycle: true };
          },
        },
        { ALT: () => this.SUBRULE(this.noOption) },
        { ALT: () => this.SUBRULE(this.restartOption) },
        { ALT: () => this.SUBRULE(this.ownedByOption) },
      ]);
      return this.ACTION(() => ({ ...option, position: this.placeFrom(first) }) as SequenceOption);
    },
  );

  /** NO MINVALUE, NO MAXVALUE, NO CYCLE. */
  private readonly noOption: ParserMethod<[], OptionParts> = this.RULE('noOption', () => {
    this.CONSUME(keyword.no);
    return this.OR<OptionParts>([
      {
        ALT: () => {
          this.CONSUME(keyword.minvalue);
          return { kind: 'min', value: null };
        },
      },
      {
        ALT: () => {
          this.CONSUME(keyword.maxvalue);
          return { kind: 'max', value: null };
        },
      },
      {
        ALT: () => {
          this.CONSUME(keyword.cycle);
          return { kind: 'cycle', cycle: false };
        },
      },
    ]);
  });

  private readonly restartOption: ParserMethod<[], OptionParts> = this.RULE('restartOption', () => {
    let value: string | null = null;
    this.CONSUME(keyword.restart);
    this.OPTION(() => {
      this.OPTION1(() => this.CONSUME(keyword.with));
      value = this.SUBRULE(this.wholeNumber);
    });
    return this.ACTION<OptionParts>(() => ({ kind: 'restart', value }));
  });

  /** OWNED BY table.column; NONE is a name like any other here. */
  private readonly ownedByOption: ParserMethod<[], OptionParts> = this.RULE('ownedByOption', () => {
    this.CONSUME(keyword.owned);
    this.CONSUME(keyword.by);
    const column = this.SUBRULE(this.qualifiedName);
    return this.ACTION<OptionParts>(() => {
      return { kind: 'ownedBy', column: column.parts.join('.') === 'none' ? null : column };
    });
  });

  /** A number without a fraction, as it is written, with a sign. */
  private readonly wholeNumber: ParserMethod<[], string> = this.RULE('wholeNumber', () => {
    let sign = '';
    this.OPTION(() =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(types.minus);
            sign = '-';
          },
        },
        { ALT: () => this.CONSUME(types.plus) },
      ]),
    );
    const token = this.token(0, types.number);
    return this.ACTION(() => {
      if (!/^\d+$/.test(token.value))
        this.fail('a whole number is expected', placeOf(token, token));
      return sign + token.value;
    });
  });
}
