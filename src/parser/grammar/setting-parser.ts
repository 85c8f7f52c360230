import type { ParserMethod } from 'chevrotain';
import type { ExpressionNode, StatementNode } from '../ast.ts';
import type { Token } from '../lexer/token.ts';
import { keyword, types } from './token-types.ts';
import { TransactionParser } from './transaction-parser.ts';

type SetNode = Extract<StatementNode, { kind: 'set' }>;

/** SET, RESET and DISCARD. */
export abstract class SettingParser extends TransactionParser {
  /** SET [SESSION | LOCAL] …. */
  protected readonly set: ParserMethod<[], StatementNode> = this.RULE('set', () => {
    const first = this.token(0, keyword.set);
    return this.OR<StatementNode>({
      DEF: [
        {
          GATE: () => this.isAhead(2, keyword.characteristics),
          ALT: () => {
            this.CONSUME(keyword.session);
            this.CONSUME(keyword.characteristics);
            this.CONSUME(keyword.as);
            this.CONSUME(keyword.transaction);
            const modes = this.SUBRULE(this.transactionModes);
            return this.ACTION(() => this.setTransaction(true, modes, first));
          },
        },
        {
          GATE: () => this.isModeAhead(),
          ALT: () => {
            this.CONSUME1(keyword.transaction);
            const modes = this.SUBRULE1(this.transactionModes);
            return this.ACTION(() => this.setTransaction(false, modes, first));
          },
        },
        { ALT: () => this.SUBRULE(this.setSetting, { ARGS: [first] }) },
      ],
      IGNORE_AMBIGUITIES: true,
    });
  });

  private isModeAhead(): boolean {
    return !['=', 'to', '.'].includes(this.LA(2).image.toLowerCase());
  }

  private setTransaction(session: boolean, modes: readonly string[], first: Token): StatementNode {
    const position = this.placeFrom(first);
    if (modes.length > 0) return { kind: 'setTransaction', session, modes, position };
    this.fail('a transaction mode is expected', position, 'Write READ ONLY or READ WRITE.');
  }

  private readonly setSetting: ParserMethod<[Token], StatementNode> = this.RULE(
    'setSetting',
    (first: Token) => {
      let local = false;
      this.OPTION({
        GATE: () => this.isAhead(2, types.name),
        DEF: () =>
          this.OR([
            { ALT: () => this.CONSUME(keyword.session) },
            {
              ALT: () => {
                this.CONSUME(keyword.local);
                local = true;
              },
            },
          ]),
      });
      const setting = this.OR1<Pick<SetNode, 'name' | 'values'>>({
        DEF: [
          {
            GATE: () => this.isAhead(2, keyword.zone),
            ALT: () => {
              this.CONSUME(keyword.time);
              this.CONSUME(keyword.zone);
              return { name: 'timezone', values: this.SUBRULE(this.zoneValue) };
            },
          },
          {
            GATE: () => this.isAhead(2, types.string),
            ALT: () => {
              this.CONSUME(keyword.names);
              const text = this.token(0, types.string);
              return this.ACTION(() => ({ name: 'client_encoding', values: [text.value] }));
            },
          },
          {
            ALT: () => {
              const name = this.SUBRULE(this.settingName);
              this.OR2([
                { ALT: () => this.CONSUME(types.equals) },
                { ALT: () => this.CONSUME(keyword.to) },
              ]);
              return { name, values: this.SUBRULE(this.settingValues) };
            },
          },
        ],
        IGNORE_AMBIGUITIES: true,
      });
      return this.ACTION<StatementNode>(() => {
        return { kind: 'set', ...setting, local, position: this.placeFrom(first) };
      });
    },
  );

  /** `search_path`, `millrace.rows`. */
  protected readonly settingName: ParserMethod<[], string> = this.RULE('settingName', () => {
    const name = this.SUBRULE(this.qualifiedName);
    return this.ACTION(() => name.parts.join('.'));
  });

  /** Values with commas between them; null for DEFAULT. */
  private readonly settingValues: ParserMethod<[], SetNode['values']> = this.RULE(
    'settingValues',
    () =>
      this.OR<SetNode['values']>([
        {
          ALT: () => {
            this.CONSUME(keyword.default);
            return null;
          },
        },
        {
          ALT: () => {
            const values: (string | number)[] = [];
            this.AT_LEAST_ONE_SEP({
              SEP: types.comma,
              DEF: () => values.push(this.SUBRULE(this.settingValue)),
            });
            return values;
          },
        },
      ]),
  );

  private readonly settingValue: ParserMethod<[], string | number> = this.RULE('settingValue', () =>
    this.OR<string | number>([
      { ALT: () => this.SUBRULE(this.signedNumber) },
      {
        ALT: () => {
          const token = this.OR1([
            { ALT: () => this.token(0, types.string) },
            { ALT: () => this.token(0, types.name) },
            { ALT: () => this.token(0, keyword.true) },
            { ALT: () => this.token(0, keyword.false) },
            { ALT: () => this.token(0, keyword.on) },
          ]);
          return this.ACTION(() => token.value);
        },
      },
    ]),
  );

  /** What stands behind TIME ZONE: a name, a number of hours, an interval, LOCAL or DEFAULT. */
  private readonly zoneValue: ParserMethod<[], SetNode['values']> = this.RULE('zoneValue', () =>
    this.OR<SetNode['values']>({
      DEF: [
        {
          GATE: () => this.isAhead(1, keyword.local) || this.isAhead(1, keyword.default),
          ALT: () => {
            this.OR1([
              { ALT: () => this.CONSUME(keyword.local) },
              { ALT: () => this.CONSUME(keyword.default) },
            ]);
            return null;
          },
        },
        {
          GATE: () => this.isAhead(2, types.string),
          ALT: () => {
            const literal = this.SUBRULE(this.intervalLiteral);
            return this.ACTION(() => {
              const { value, unit } = literal as Extract<ExpressionNode, { kind: 'typedLiteral' }>;
              return [unit === null ? value : `${value} ${unit}`];
            });
          },
        },
        { ALT: () => [this.SUBRULE(this.settingValue)] },
      ],
      IGNORE_AMBIGUITIES: true,
    }),
  );

  protected readonly resetSetting: ParserMethod<[], StatementNode> = this.RULE(
    'resetSetting',
    () => {
      const first = this.token(0, keyword.reset);
      const name = this.OR<string | null>({
        DEF: [
          {
            ALT: () => {
              this.CONSUME(keyword.all);
              return null;
            },
          },
          {
            GATE: () => this.isAhead(2, keyword.zone),
            ALT: () => {
              this.CONSUME(keyword.time);
              this.CONSUME(keyword.zone);
              return 'timezone';
            },
          },
          { ALT: () => this.SUBRULE(this.settingName) },
        ],
        IGNORE_AMBIGUITIES: true,
      });
      return this.ACTION<StatementNode>(() => {
        return { kind: 'reset', name, position: this.placeFrom(first) };
      });
    },
  );

  protected readonly discard: ParserMethod<[], StatementNode> = this.RULE('discard', () => {
    const first = this.token(0, keyword.discard);
    const what = this.OR<'all' | 'plans' | 'sequences' | 'temporary'>([
      {
        ALT: () => {
          this.CONSUME(keyword.all);
          return 'all';
        },
      },
      {
        ALT: () => {
          this.CONSUME(keyword.plans);
          return 'plans';
        },
      },
      {
        ALT: () => {
          this.CONSUME(keyword.sequences);
          return 'sequences';
        },
      },
      {
        ALT: () => {
          this.OR1([
            { ALT: () => this.CONSUME(keyword.temp) },
            { ALT: () => this.CONSUME(keyword.temporary) },
          ]);
          return 'temporary';
        },
      },
    ]);
    return this.ACTION<StatementNode>(() => {
      return { kind: 'discard', what, position: this.placeFrom(first) };
    });
  });
}
