import type { ParserMethod } from 'chevrotain';
import type { ExpressionNode, Name, RelationNode } from '../ast.ts';
import type { Token } from '../lexer/token.ts';
import { keyword, types } from './token-types.ts';
import { noAlias, WindowParser } from './window-parser.ts';

type WindowFunction = Extract<RelationNode, { kind: 'windowFunction' }>;

/** What the parentheses of a window function hold, in whatever order it is written. */
type WindowArguments = {
  input: RelationNode | null;
  partitionBy: readonly ExpressionNode[];
  time: Name | null;
  /** In order; under a name where arguments are named. */
  readonly sizes: { readonly name: string | null; readonly size: ExpressionNode }[];
};

/** For each function: its sizes in order as Flink names them, how many it needs, and how it is written. */
const functions: Readonly<
  Record<
    string,
    { readonly sizes: readonly string[]; readonly least: number; readonly form: string }
  >
> = {
  tumble: {
    sizes: ['size', 'offset'],
    least: 1,
    form: 'TUMBLE(relation, time column, size [, offset])',
  },
  hop: {
    sizes: ['slide', 'size', 'offset'],
    least: 2,
    form: 'HOP(relation, time column, slide, size [, offset])',
  },
  cumulate: {
    sizes: ['step', 'size', 'offset'],
    least: 2,
    form: 'CUMULATE(relation, time column, step, size [, offset])',
  },
  session: {
    sizes: ['gap'],
    least: 1,
    form: 'SESSION(relation [PARTITION BY columns], time column, gap)',
  },
};

/** Windows over a relation as table functions, in both spellings. */
export abstract class WindowFunctionParser extends WindowParser {
  /** `TABLE(TUMBLE(…))`. */
  protected readonly wrappedWindowFunction: ParserMethod<[], RelationNode> = this.RULE(
    'wrappedWindowFunction',
    () => {
      const first = this.token(0, keyword.table);
      this.CONSUME(types.open);
      const relation = this.SUBRULE(this.windowFunction);
      this.CONSUME(types.close);
      const named = this.SUBRULE(this.optionalAlias);
      return this.ACTION(() => ({ ...relation, ...named, position: this.placeFrom(first) }));
    },
  );

  protected readonly bareWindowFunction: ParserMethod<[], RelationNode> = this.RULE(
    'bareWindowFunction',
    () => {
      const first = this.peek();
      const relation = this.SUBRULE(this.windowFunction);
      const named = this.SUBRULE(this.optionalAlias);
      return this.ACTION(() => ({ ...relation, ...named, position: this.placeFrom(first) }));
    },
  );

  private readonly windowFunction: ParserMethod<[], WindowFunction> = this.RULE(
    'windowFunction',
    () => {
      const word = this.OR([
        { ALT: () => this.token(0, keyword.tumble) },
        { ALT: () => this.token(0, keyword.hop) },
        { ALT: () => this.token(0, keyword.cumulate) },
        { ALT: () => this.token(0, keyword.session) },
      ]);
      const args: WindowArguments = { input: null, partitionBy: [], time: null, sizes: [] };
      this.CONSUME(types.open);
      this.OR1({
        DEF: [
          {
            GATE: () => this.isAhead(2, types.arrow),
            ALT: () => this.SUBRULE(this.namedWindowArguments, { ARGS: [args] }),
          },
          { ALT: () => this.SUBRULE(this.windowArguments, { ARGS: [args] }) },
        ],
        IGNORE_AMBIGUITIES: true,
      });
      this.CONSUME(types.close);
      return this.ACTION(() => this.windowFunctionOf(word, args));
    },
  );

  private windowFunctionOf(word: Token, args: WindowArguments): WindowFunction {
    const position = this.placeFrom(word);
    const name = word.value as WindowFunction['function'];
    const { form, least, sizes: names } = functions[name] as (typeof functions)[string];
    const { input, time, partitionBy } = args;
    const sizes = orderedSizes(args, names);
    if (input === null || time === null || sizes === null || sizes.length < least) {
      this.fail(`wrong number of arguments for ${name}`, position, `The form is ${form}.`);
    }
    if (partitionBy.length > 0 && name !== 'session') {
      const [first] = partitionBy as [ExpressionNode];
      const message = `${name} takes no PARTITION BY`;
      this.fail(message, first.position, 'Only sessions depend on a key: use GROUP BY.');
    }
    return {
      kind: 'windowFunction',
      function: name,
      input,
      partitionBy,
      time,
      sizes,
      ...noAlias,
      position,
    };
  }

  private readonly windowArguments: ParserMethod<[WindowArguments], void> = this.RULE(
    'windowArguments',
    (args: WindowArguments) => {
      this.SUBRULE(this.windowInput, { ARGS: [args] });
      this.CONSUME(types.comma);
      const time = this.SUBRULE(this.timeColumn);
      this.ACTION(() => {
        args.time = time;
      });
      this.AT_LEAST_ONE(() => {
        this.CONSUME1(types.comma);
        const size = this.SUBRULE(this.windowSize);
        this.ACTION(() => args.sizes.push({ name: null, size }));
      });
    },
  );

  /** Flink's `DATA => TABLE bid, TIMECOL => DESCRIPTOR(datetime), SIZE => INTERVAL '1' MINUTE`. */
  private readonly namedWindowArguments: ParserMethod<[WindowArguments], void> = this.RULE(
    'namedWindowArguments',
    (args: WindowArguments) => {
      this.AT_LEAST_ONE_SEP({
        SEP: types.comma,
        DEF: () => {
          this.OR({
            DEF: [
              {
                ALT: () => {
                  this.CONSUME(keyword.data);
                  this.CONSUME(types.arrow);
                  this.SUBRULE(this.windowInput, { ARGS: [args] });
                },
              },
              {
                GATE: () => this.isAhead(3, keyword.descriptor),
                ALT: () => {
                  this.CONSUME(types.name);
                  this.CONSUME1(types.arrow);
                  const time = this.SUBRULE(this.timeColumn);
                  this.ACTION(() => {
                    args.time = time;
                  });
                },
              },
              {
                ALT: () => {
                  const word = this.token(1, types.label);
                  this.CONSUME2(types.arrow);
                  const size = this.SUBRULE(this.windowSize);
                  this.ACTION(() => args.sizes.push({ name: word.value, size }));
                },
              },
            ],
            IGNORE_AMBIGUITIES: true,
          });
        },
      });
    },
  );

  private readonly windowSize: ParserMethod<[], ExpressionNode> = this.RULE('windowSize', () =>
    this.OR({
      DEF: [
        {
          GATE: () => this.isAhead(1, types.number) && this.isAhead(2, types.unit),
          ALT: () => this.SUBRULE(this.count),
        },
        { ALT: () => this.SUBRULE(this.expression) },
      ],
      IGNORE_AMBIGUITIES: true,
    }),
  );

  private readonly windowInput: ParserMethod<[WindowArguments], void> = this.RULE(
    'windowInput',
    (args: WindowArguments) => {
      const first = this.peek();
      const input = this.OR<RelationNode>([
        {
          ALT: () => {
            this.OPTION(() => this.CONSUME(keyword.table));
            const name = this.SUBRULE(this.qualifiedName);
            return this.ACTION(() => {
              const { position } = name;
              return { kind: 'table', name, ...noAlias, asOf: null, window: null, position };
            });
          },
        },
        {
          ALT: () => {
            this.CONSUME(types.open);
            const query = this.SUBRULE(this.query);
            this.CONSUME(types.close);
            return this.ACTION(() => {
              const position = this.placeFrom(first);
              return { kind: 'subquery', query, lateral: false, ...noAlias, position };
            });
          },
        },
      ]);
      const partitionBy: ExpressionNode[] = [];
      this.OPTION1(() => {
        this.CONSUME(keyword.partition);
        this.CONSUME(keyword.by);
        partitionBy.push(this.SUBRULE(this.expression));
        this.MANY({
          // The time column and the gap are not among the keys.
          GATE: () => this.commasAhead() > 2,
          DEF: () => {
            this.CONSUME(types.comma);
            partitionBy.push(this.SUBRULE1(this.expression));
          },
        });
      });
      this.ACTION(() => Object.assign(args, { input, partitionBy }));
    },
  );

  /** How many commas stand before the parenthesis that closes. */
  private commasAhead(): number {
    let [at, depth, commas] = [1, 0, 0];
    for (; depth >= 0 && !this.isAhead(at, types.end); at += 1) {
      if (this.isAhead(at, types.open) || this.isAhead(at, types.openBracket)) depth += 1;
      if (this.isAhead(at, types.close) || this.isAhead(at, types.closeBracket)) depth -= 1;
      if (depth === 0 && this.isAhead(at, types.comma)) commas += 1;
    }
    return commas;
  }

  private readonly timeColumn: ParserMethod<[], Name> = this.RULE('timeColumn', () =>
    this.OR({
      DEF: [
        {
          GATE: () => this.isAhead(2, types.open),
          ALT: () => {
            this.CONSUME(keyword.descriptor);
            this.CONSUME(types.open);
            const name = this.SUBRULE(this.qualifiedName);
            this.CONSUME(types.close);
            return name;
          },
        },
        { ALT: () => this.SUBRULE1(this.qualifiedName) },
      ],
      IGNORE_AMBIGUITIES: true,
    }),
  );

  /** Whether a window function begins here: its name and a parenthesis, and in it first a relation. */
  protected isWindowFunctionAhead(): boolean {
    if (!this.isAhead(2, types.open)) return false;
    if (!this.isAhead(1, keyword.session)) return true;
    return !this.isAhead(3, types.close);
  }
}

/** The sizes in the function's order; null when there are too many or one has a wrong name. */
function orderedSizes(
  { sizes }: WindowArguments,
  names: readonly string[],
): readonly ExpressionNode[] | null {
  if (sizes.length > names.length) return null;
  if (sizes.every(({ name }) => name === null)) return sizes.map(({ size }) => size);
  const found = names.flatMap((wanted) => sizes.filter(({ name }) => name === wanted));
  return found.length === sizes.length ? found.map(({ size }) => size) : null;
}
