import type { ParserMethod } from 'chevrotain';
import type {
  ExpressionNode,
  Identifier,
  MatchMeasure,
  MatchNode,
  OrderItem,
  PatternNode,
  RelationNode,
} from '../ast.ts';
import type { Token } from '../lexer/token.ts';
import { keyword, types } from './token-types.ts';
import { WindowFunctionParser } from './window-function-parser.ts';

type Repetition = Omit<
  Extract<PatternNode, { kind: 'repetition' }>,
  'pattern' | 'kind' | 'position'
>;

/** `relation MATCH_RECOGNIZE (…)`: patterns over rows in order. */
export abstract class MatchParser extends WindowFunctionParser {
  protected readonly matchRecognize: ParserMethod<[RelationNode, Token], RelationNode> = this.RULE(
    'matchRecognize',
    (input: RelationNode, first: Token) => {
      let orderBy: readonly OrderItem[] = [];
      let measures: readonly MatchMeasure[] = [];
      this.CONSUME(keyword.match_recognize);
      this.CONSUME(types.open);
      const partitionBy = this.SUBRULE(this.optionalPartition);
      this.OPTION(() => {
        orderBy = this.SUBRULE(this.orderBy);
      });
      this.OPTION1(() => {
        measures = this.SUBRULE(this.measures);
      });
      const rowsPerMatch = this.SUBRULE(this.rowsPerMatch);
      const skip = this.SUBRULE(this.matchSkip);
      const found = this.SUBRULE(this.patternParts);
      this.CONSUME(types.close);
      const named = this.SUBRULE(this.optionalAlias);
      return this.ACTION<RelationNode>(() => ({
        kind: 'match',
        input,
        partitionBy,
        orderBy,
        measures,
        rowsPerMatch,
        skip,
        ...found,
        ...named,
        position: this.placeFrom(first),
      }));
    },
  );

  private readonly measures: ParserMethod<[], MatchMeasure[]> = this.RULE('measures', () => {
    const list: MatchMeasure[] = [];
    this.CONSUME(keyword.measures);
    this.AT_LEAST_ONE_SEP({
      SEP: types.comma,
      DEF: () => list.push(this.SUBRULE(this.measure)),
    });
    return list;
  });

  private readonly measure: ParserMethod<[], MatchMeasure> = this.RULE('measure', () => {
    const first = this.peek();
    let semantics: MatchMeasure['semantics'] = null;
    this.OPTION({
      GATE: () => this.isMeasureBehind(),
      DEF: () => {
        const word = this.OR([
          { ALT: () => this.token(0, keyword.running) },
          { ALT: () => this.token(0, keyword.final) },
        ]);
        semantics = this.ACTION(() => word.value as MatchMeasure['semantics']);
      },
    });
    const expression = this.SUBRULE(this.expression);
    this.CONSUME(keyword.as);
    const alias = this.SUBRULE(this.identifier);
    return this.ACTION(() => ({ expression, semantics, alias, position: this.placeFrom(first) }));
  });

  /** Whether RUNNING or FINAL has an expression behind it, and is none itself. */
  private isMeasureBehind(): boolean {
    return (
      this.isAhead(2, types.name) ||
      this.isAhead(2, keyword.cast) ||
      this.isAhead(2, keyword.case) ||
      this.isAhead(2, keyword.left) ||
      this.isAhead(2, keyword.right)
    );
  }

  private readonly rowsPerMatch: ParserMethod<[], MatchNode['rowsPerMatch']> = this.RULE(
    'rowsPerMatch',
    () => {
      let rows: MatchNode['rowsPerMatch'] = 'one';
      this.OPTION(() => {
        this.OR([
          {
            ALT: () => {
              this.CONSUME(keyword.all);
              this.CONSUME(keyword.rows);
              rows = 'all';
            },
          },
          {
            ALT: () => {
              this.CONSUME(keyword.one);
              this.CONSUME(keyword.row);
            },
          },
        ]);
        this.CONSUME(keyword.per);
        this.CONSUME(keyword.match);
      });
      return rows;
    },
  );

  /** AFTER MATCH SKIP PAST LAST ROW, TO NEXT ROW, TO [FIRST | LAST] variable. */
  private readonly matchSkip: ParserMethod<[], MatchNode['skip']> = this.RULE('matchSkip', () => {
    let skip: MatchNode['skip'] = { to: 'past last row', variable: null };
    this.OPTION(() => {
      this.CONSUME(keyword.after);
      this.CONSUME(keyword.match);
      this.CONSUME(keyword.skip);
      this.OR([
        {
          ALT: () => {
            this.CONSUME(keyword.past);
            this.CONSUME(keyword.last);
            this.CONSUME(keyword.row);
          },
        },
        {
          ALT: () => {
            this.CONSUME(keyword.to);
            skip = this.SUBRULE(this.skipTarget);
          },
        },
      ]);
    });
    return skip;
  });

  private readonly skipTarget: ParserMethod<[], MatchNode['skip']> = this.RULE('skipTarget', () =>
    this.OR<MatchNode['skip']>({
      DEF: [
        {
          GATE: () => this.isAhead(2, keyword.row),
          ALT: () => {
            this.CONSUME(keyword.next);
            this.CONSUME(keyword.row);
            return { to: 'next row', variable: null };
          },
        },
        {
          GATE: () => this.isAhead(2, types.name) && !this.isAhead(2, keyword.pattern),
          ALT: () => {
            this.CONSUME(keyword.first);
            return { to: 'first', variable: this.SUBRULE(this.identifier) };
          },
        },
        {
          ALT: () => {
            this.OPTION({
              GATE: () => this.isAhead(2, types.name) && !this.isAhead(2, keyword.pattern),
              DEF: () => this.CONSUME(keyword.last),
            });
            return { to: 'last', variable: this.SUBRULE1(this.identifier) };
          },
        },
      ],
      IGNORE_AMBIGUITIES: true,
    }),
  );

  private readonly patternParts: ParserMethod<
    [],
    Pick<MatchNode, 'pattern' | 'within' | 'define'>
  > = this.RULE('patternParts', () => {
    const define: MatchNode['define'][number][] = [];
    let within: ExpressionNode | null = null;
    this.CONSUME(keyword.pattern);
    this.CONSUME(types.open);
    const pattern = this.SUBRULE(this.patternAlternatives);
    this.CONSUME(types.close);
    this.OPTION(() => {
      this.CONSUME(keyword.within);
      within = this.SUBRULE(this.duration);
    });
    this.OPTION1(() => {
      this.CONSUME(keyword.define);
      this.AT_LEAST_ONE_SEP({
        SEP: types.comma,
        DEF: () => {
          const variable: Identifier = this.SUBRULE(this.identifier);
          this.CONSUME(keyword.as);
          define.push({ variable, condition: this.SUBRULE(this.expression) });
        },
      });
    });
    return { pattern, within, define };
  });

  private readonly patternAlternatives: ParserMethod<[], PatternNode> = this.RULE(
    'patternAlternatives',
    () => {
      const first = this.peek();
      this.descend();
      const parts: PatternNode[] = [];
      this.AT_LEAST_ONE_SEP({
        SEP: types.bar,
        DEF: () => parts.push(this.SUBRULE(this.patternSequence)),
      });
      this.nesting -= 1;
      return this.ACTION(() => this.patternOf('alternation', parts, first));
    },
  );

  private readonly patternSequence: ParserMethod<[], PatternNode> = this.RULE(
    'patternSequence',
    () => {
      const first = this.peek();
      const parts: PatternNode[] = [];
      this.AT_LEAST_ONE(() => parts.push(this.SUBRULE(this.patternFactor)));
      return this.ACTION(() => this.patternOf('sequence', parts, first));
    },
  );

  private patternOf(
    kind: 'alternation' | 'sequence',
    parts: readonly PatternNode[],
    first: Token,
  ): PatternNode {
    const [only] = parts as [PatternNode];
    return parts.length === 1 ? only : { kind, parts, position: this.placeFrom(first) };
  }

  private readonly patternFactor: ParserMethod<[], PatternNode> = this.RULE('patternFactor', () => {
    const first = this.peek();
    const pattern = this.SUBRULE(this.patternPrimary);
    let repetition: Repetition | null = null;
    this.OPTION(() => {
      repetition = this.SUBRULE(this.patternRepetition);
    });
    return this.ACTION<PatternNode>(() => {
      const position = this.placeFrom(first);
      return repetition === null
        ? pattern
        : { kind: 'repetition', pattern, ...repetition, position };
    });
  });

  private readonly patternPrimary: ParserMethod<[], PatternNode> = this.RULE(
    'patternPrimary',
    () => {
      const first = this.peek();
      return this.OR<PatternNode>({
        DEF: [
          {
            GATE: () => this.isAhead(2, types.open),
            ALT: () => {
              const parts: PatternNode[] = [];
              this.CONSUME(keyword.permute);
              this.CONSUME(types.open);
              this.AT_LEAST_ONE_SEP({
                SEP: types.comma,
                DEF: () => parts.push(this.SUBRULE(this.patternAlternatives)),
              });
              this.CONSUME(types.close);
              return this.ACTION(() => {
                return { kind: 'permutation', parts, position: this.placeFrom(first) };
              });
            },
          },
          {
            ALT: () => {
              const name = this.SUBRULE(this.identifier);
              return this.ACTION(() => ({ kind: 'variable', name, position: name.position }));
            },
          },
          {
            ALT: () => {
              let inner: PatternNode | null = null;
              this.CONSUME1(types.open);
              this.OPTION(() => {
                inner = this.SUBRULE1(this.patternAlternatives);
              });
              this.CONSUME1(types.close);
              return this.ACTION(() => {
                return inner ?? { kind: 'nothing', position: this.placeFrom(first) };
              });
            },
          },
          {
            ALT: () => {
              this.CONSUME(types.openBrace);
              this.CONSUME(types.minus);
              const pattern = this.SUBRULE2(this.patternAlternatives);
              this.CONSUME1(types.minus);
              this.CONSUME(types.closeBrace);
              return this.ACTION(() => {
                return { kind: 'exclusion', pattern, position: this.placeFrom(first) };
              });
            },
          },
        ],
        IGNORE_AMBIGUITIES: true,
      });
    },
  );

  /** `*`, `+`, `?`, `{2}`, `{2,}`, `{,5}`, `{2,5}`, and `?` behind it for as few as can be. */
  private readonly patternRepetition: ParserMethod<[], Repetition> = this.RULE(
    'patternRepetition',
    () => {
      let reluctant = false;
      const range = this.OR<Pick<Repetition, 'min' | 'max'>>([
        {
          ALT: () => {
            this.CONSUME(types.star);
            return { min: 0, max: null };
          },
        },
        {
          ALT: () => {
            this.CONSUME(types.plus);
            return { min: 1, max: null };
          },
        },
        {
          ALT: () => {
            this.CONSUME(types.question);
            return { min: 0, max: 1 };
          },
        },
        { ALT: () => this.SUBRULE(this.patternCounts) },
      ]);
      this.OPTION(() => {
        this.CONSUME1(types.question);
        reluctant = true;
      });
      return { ...range, reluctant };
    },
  );

  private readonly patternCounts: ParserMethod<[], Pick<Repetition, 'min' | 'max'>> = this.RULE(
    'patternCounts',
    () => {
      const first = this.token(0, types.openBrace);
      let min: Token | null = null;
      let max: Token | null = null;
      let isRange = false;
      this.OPTION(() => {
        min = this.token(0, types.number);
      });
      this.OPTION1(() => {
        this.CONSUME(types.comma);
        isRange = true;
        this.OPTION2(() => {
          max = this.token(1, types.number);
        });
      });
      this.CONSUME(types.closeBrace);
      return this.ACTION(() => {
        const low = min === null ? null : Number((min as Token).value);
        const high = max === null ? null : Number((max as Token).value);
        if (low === null && high === null) {
          this.fail('a repetition needs a number', this.placeFrom(first), 'Write {2} or {2,5}.');
        }
        return { min: low ?? 0, max: isRange ? high : low };
      });
    },
  );
}
