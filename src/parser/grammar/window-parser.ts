import type { ParserMethod } from 'chevrotain';
import type { ExpressionNode, Identifier, WindowClause } from '../ast.ts';
import type { Token } from '../lexer/token.ts';
import { OverParser } from './over-parser.ts';
import { placeOf } from './place.ts';
import { keyword, types } from './token-types.ts';

/** What stands in the parentheses of a WINDOW clause. */
type WindowParts = {
  size: ExpressionNode | null;
  /** A length of time without a word: the gap of sessions. */
  gap: ExpressionNode | null;
  advance: ExpressionNode | null;
  grace: ExpressionNode | null;
  timeZone: string | null;
};

/** What a relation is called. */
export type Alias = { readonly alias: Identifier | null; readonly columns: readonly Identifier[] };

/** No name of its own. */
export const noAlias: Alias = { alias: null, columns: [] };

/** Aliases, and the WINDOW clause of a relation. */
export abstract class WindowParser extends OverParser {
  protected readonly optionalAlias: ParserMethod<[], Alias> = this.RULE('optionalAlias', () => {
    let alias: Identifier | null = null;
    let columns: readonly Identifier[] = [];
    this.OPTION({
      GATE: () => !this.isClauseAhead(),
      DEF: () => {
        alias = this.SUBRULE(this.aliasName);
        this.OPTION1(() => {
          columns = this.SUBRULE(this.identifierList);
        });
      },
    });
    return alias === null ? noAlias : { alias, columns };
  });

  protected readonly aliasName: ParserMethod<[], Identifier> = this.RULE('aliasName', () =>
    this.OR([
      {
        ALT: () => {
          this.CONSUME(keyword.as);
          return this.SUBRULE(this.identifier);
        },
      },
      { ALT: () => this.SUBRULE(this.bareIdentifier) },
    ]),
  );

  protected readonly bareIdentifier: ParserMethod<[], Identifier> = this.RULE(
    'bareIdentifier',
    () => {
      const token = this.token(0, types.bareLabel);
      return this.ACTION(() => ({ name: token.value, position: this.placeFrom(token) }));
    },
  );

  /** Whether EMIT or WINDOW begins a clause here, and is not an alias; SEMI and ANTI belong to JOIN. */
  protected isClauseAhead(): boolean {
    if (this.isAhead(1, keyword.emit)) {
      return (
        this.isAhead(2, keyword.changes) ||
        this.isAhead(2, keyword.final) ||
        this.isAhead(2, keyword.on) ||
        this.isAhead(2, keyword.every)
      );
    }
    if (this.isAhead(1, keyword.window)) {
      return (
        this.isAhead(2, types.name) && (this.isAhead(3, types.open) || this.isAhead(3, keyword.as))
      );
    }
    const isJoin = this.isAhead(2, keyword.join);
    return isJoin && (this.isAhead(1, keyword.semi) || this.isAhead(1, keyword.anti));
  }

  /** `WINDOW TUMBLING (SIZE …)`, `WINDOW HOPPING (SIZE …, ADVANCE BY …)` and so on. */
  protected readonly windowClause: ParserMethod<[], WindowClause> = this.RULE(
    'windowClause',
    () => {
      const first = this.token(0, keyword.window);
      const parts: WindowParts = {
        size: null,
        gap: null,
        advance: null,
        grace: null,
        timeZone: null,
      };
      const word = this.SUBRULE(this.windowKind);
      this.CONSUME(types.open);
      this.AT_LEAST_ONE_SEP({
        SEP: types.comma,
        DEF: () => this.SUBRULE(this.windowPart, { ARGS: [parts] }),
      });
      this.CONSUME(types.close);
      return this.ACTION(() => {
        const kind = word.value as WindowClause['kind'];
        const position = this.placeFrom(first);
        const problem = windowProblem(kind, parts);
        if (problem !== null) this.fail(problem.message, position, problem.hint);
        const { advance, grace, timeZone } = parts;
        const size = (parts.gap ?? parts.size) as ExpressionNode;
        return { kind, size, advance, grace, timeZone, position };
      });
    },
  );

  private readonly windowKind: ParserMethod<[], Token> = this.RULE('windowKind', () =>
    this.OR([
      { ALT: () => this.token(0, keyword.tumbling) },
      { ALT: () => this.token(0, keyword.hopping) },
      { ALT: () => this.token(0, keyword.cumulating) },
      { ALT: () => this.token(0, keyword.sliding) },
      { ALT: () => this.token(0, keyword.session) },
      { ALT: () => this.token(0, keyword.count) },
    ]),
  );

  private readonly windowPart: ParserMethod<[WindowParts], void> = this.RULE(
    'windowPart',
    (parts: WindowParts) => {
      const first = this.peek();
      const found = this.OR<Partial<WindowParts>>([
        {
          ALT: () => {
            this.CONSUME(keyword.size);
            return { size: this.SUBRULE(this.lengthOrRows) };
          },
        },
        { ALT: () => ({ gap: this.SUBRULE(this.duration) }) },
        {
          ALT: () => {
            this.CONSUME(keyword.advance);
            this.CONSUME(keyword.by);
            return { advance: this.SUBRULE1(this.lengthOrRows) };
          },
        },
        {
          ALT: () => {
            this.CONSUME(keyword.step);
            return { advance: this.SUBRULE1(this.duration) };
          },
        },
        { ALT: () => ({ grace: this.SUBRULE(this.gracePeriod) }) },
        {
          ALT: () => {
            this.CONSUME(keyword.timezone);
            const zone = this.token(0, types.string);
            return this.ACTION(() => ({ timeZone: zone.value }));
          },
        },
      ]);
      this.ACTION(() => {
        const [key] = Object.keys(found) as [keyof WindowParts];
        if (parts[key] !== null) {
          const word = first.value.toUpperCase();
          this.fail(`multiple ${word} clauses are not allowed`, placeOf(first, first));
        }
        Object.assign(parts, found);
      });
    },
  );

  protected readonly gracePeriod: ParserMethod<[], ExpressionNode> = this.RULE(
    'gracePeriod',
    () => {
      this.CONSUME(keyword.grace);
      this.CONSUME(keyword.period);
      return this.SUBRULE(this.duration);
    },
  );

  /** `1 MINUTE`, an INTERVAL literal, or a number of rows. */
  private readonly lengthOrRows: ParserMethod<[], ExpressionNode> = this.RULE('lengthOrRows', () =>
    this.OR<ExpressionNode>({
      DEF: [
        { GATE: () => !this.isAhead(2, types.unit), ALT: () => this.SUBRULE(this.rowCount) },
        { ALT: () => this.SUBRULE(this.duration) },
      ],
      IGNORE_AMBIGUITIES: true,
    }),
  );

  private readonly rowCount: ParserMethod<[], ExpressionNode> = this.RULE('rowCount', () => {
    const token = this.token(0, types.number);
    return this.ACTION<ExpressionNode>(() => {
      return { kind: 'number', text: token.value, position: placeOf(token, token) };
    });
  });

  /** `10 SECONDS` or an INTERVAL literal. */
  protected readonly duration: ParserMethod<[], ExpressionNode> = this.RULE('duration', () =>
    this.OR([
      { ALT: () => this.SUBRULE(this.intervalLiteral) },
      { ALT: () => this.SUBRULE(this.count) },
    ]),
  );

  /** `10 SECONDS`. */
  protected readonly count: ParserMethod<[], ExpressionNode> = this.RULE('count', () => {
    const value = this.token(0, types.number);
    const unit = this.token(0, types.unit);
    return this.ACTION(() => this.intervalOf(value, unit, value, unit.value.replace(/s$/, ''), []));
  });
}

/** What is wrong with the parts that a window of a kind has. */
function windowProblem(
  kind: WindowClause['kind'],
  { size: written, gap, advance }: WindowParts,
): { readonly message: string; readonly hint: string } | null {
  const size = kind === 'session' ? gap : written;
  if (size === null || (written !== null && gap !== null)) {
    return { message: `a ${kind} window needs a size`, hint: `Write ${windowForms[kind]}.` };
  }
  const isRows = size.kind === 'number' || advance?.kind === 'number';
  if (isRows !== (kind === 'count')) {
    const unit = isRows ? 'a length of time' : 'a number of rows';
    return {
      message: `the size of a ${kind} window is ${unit}`,
      hint: `Write ${windowForms[kind]}.`,
    };
  }
  return advanceProblem(kind, advance !== null);
}

/** Whether windows of a kind step on by a length of their own. */
function advanceProblem(
  kind: WindowClause['kind'],
  isGiven: boolean,
): { readonly message: string; readonly hint: string } | null {
  const hint = `Write ${windowForms[kind]}.`;
  switch (kind) {
    case 'tumbling':
      if (!isGiven) return null;
      return {
        message: 'a tumbling window has no ADVANCE BY',
        hint: 'Windows that overlap are HOPPING.',
      };
    case 'hopping':
      return isGiven ? null : { message: 'a hopping window needs ADVANCE BY', hint };
    case 'cumulating':
      return isGiven ? null : { message: 'a cumulating window needs STEP', hint };
    case 'session':
    case 'sliding':
      return isGiven ? { message: `a ${kind} window has no ADVANCE BY`, hint } : null;
    case 'count':
      return null;
  }
}

const windowForms: Readonly<Record<WindowClause['kind'], string>> = {
  tumbling: 'TUMBLING (SIZE 1 MINUTE)',
  hopping: 'HOPPING (SIZE 1 MINUTE, ADVANCE BY 10 SECONDS)',
  cumulating: 'CUMULATING (SIZE 1 DAY, STEP 1 HOUR)',
  sliding: 'SLIDING (SIZE 1 MINUTE)',
  session: 'SESSION (30 SECONDS)',
  count: 'COUNT (SIZE 100)',
};
