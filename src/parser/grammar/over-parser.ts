import type { ParserMethod } from 'chevrotain';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type {
  ExpressionNode,
  FrameBound,
  FrameNode,
  Identifier,
  OrderItem,
  WindowReference,
  WindowSpecification,
} from '../ast.ts';
import type { Token } from '../lexer/token.ts';
import { JsonCallParser } from './json-call-parser.ts';
import { keyword, types } from './token-types.ts';

/** OVER and what it says: windows by name and windows of their own, with frames. */
export abstract class OverParser extends JsonCallParser {
  protected readonly over: ParserMethod<[], WindowReference> = this.RULE('over', () => {
    this.CONSUME(keyword.over);
    return this.OR<WindowReference>([
      {
        ALT: () => {
          const name = this.SUBRULE(this.identifier);
          return this.ACTION(() => ({ kind: 'named', name, position: name.position }));
        },
      },
      { ALT: () => this.SUBRULE(this.windowSpecification) },
    ]);
  });

  /** `([name] [PARTITION BY …] [ORDER BY …] [frame])`. */
  protected readonly windowSpecification: ParserMethod<[], WindowSpecification> = this.RULE(
    'windowSpecification',
    () => {
      const first = this.token(0, types.open);
      let base: Identifier | null = null;
      let orderBy: readonly OrderItem[] = [];
      let frame: FrameNode | null = null;
      this.OPTION({
        GATE: () => !this.isWindowPartAhead(),
        DEF: () => {
          base = this.SUBRULE(this.identifier);
        },
      });
      const partitionBy = this.SUBRULE(this.optionalPartition);
      this.OPTION1(() => {
        orderBy = this.SUBRULE(this.orderBy);
      });
      this.OPTION2(() => {
        frame = this.SUBRULE(this.frame);
      });
      this.CONSUME(types.close);
      return this.ACTION<WindowSpecification>(() => {
        const position = this.placeFrom(first);
        return { kind: 'window', base, partitionBy, orderBy, frame, position };
      });
    },
  );

  private isWindowPartAhead(): boolean {
    return (
      this.isAhead(1, keyword.partition) ||
      this.isAhead(1, keyword.rows) ||
      this.isAhead(1, keyword.range) ||
      this.isAhead(1, keyword.groups)
    );
  }

  protected readonly optionalPartition: ParserMethod<[], readonly ExpressionNode[]> = this.RULE(
    'optionalPartition',
    () => {
      let list: readonly ExpressionNode[] = [];
      this.OPTION(() => {
        this.CONSUME(keyword.partition);
        this.CONSUME(keyword.by);
        list = this.SUBRULE(this.expressions);
      });
      return list;
    },
  );

  private readonly frame: ParserMethod<[], FrameNode> = this.RULE('frame', () => {
    const unit = this.OR([
      { ALT: () => this.token(0, keyword.rows) },
      { ALT: () => this.token(0, keyword.range) },
      { ALT: () => this.token(0, keyword.groups) },
    ]);
    const bounds = this.OR1<{ start: FrameBound; end: FrameBound | null }>({
      DEF: [
        {
          ALT: () => {
            this.CONSUME(keyword.between);
            const start = this.SUBRULE(this.frameBound);
            this.CONSUME(keyword.and);
            return { start, end: this.SUBRULE1(this.frameBound) };
          },
        },
        { ALT: () => ({ start: this.SUBRULE2(this.frameBound), end: null }) },
      ],
      IGNORE_AMBIGUITIES: true,
    });
    const exclude = this.SUBRULE(this.frameExclusion);
    return this.ACTION<FrameNode>(() => {
      const { start } = bounds;
      const end = bounds.end ?? { kind: 'current row', position: start.position };
      this.checkBounds(start, end);
      const position = this.placeFrom(unit);
      return { unit: unit.value as FrameNode['unit'], start, end, exclude, position };
    });
  });

  /** PostgreSQL's rules of what a frame can begin and end with. */
  private checkBounds(start: FrameBound, end: FrameBound): void {
    if (start.kind === 'unbounded following') {
      this.failWindowing('frame start cannot be UNBOUNDED FOLLOWING', start.position);
    }
    if (end.kind === 'unbounded preceding') {
      this.failWindowing('frame end cannot be UNBOUNDED PRECEDING', end.position);
    }
    const order = ['preceding', 'current row', 'following'];
    const [from, to] = [order.indexOf(start.kind), order.indexOf(end.kind)];
    if (from >= 0 && to >= 0 && from > to) {
      const [before, behind] = [start.kind, end.kind].map((kind) =>
        kind === 'current row' ? 'current row' : `${kind} row`,
      );
      this.failWindowing(`frame starting from ${before} cannot end with ${behind}`, end.position);
    }
  }

  private readonly frameBound: ParserMethod<[], FrameBound> = this.RULE('frameBound', () =>
    this.OR<FrameBound>({
      DEF: [
        {
          GATE: () => this.isSideAhead(2),
          ALT: () => {
            const first = this.token(0, keyword.unbounded);
            const side = this.SUBRULE(this.frameSide);
            return this.ACTION(() => {
              const kind: FrameBound['kind'] = `unbounded ${side}`;
              return { kind, position: this.placeFrom(first) } as FrameBound;
            });
          },
        },
        {
          GATE: () => this.isAhead(2, keyword.row),
          ALT: () => {
            const first = this.token(0, keyword.current);
            this.CONSUME(keyword.row);
            return this.ACTION(() => ({ kind: 'current row', position: this.placeFrom(first) }));
          },
        },
        {
          ALT: () => {
            const first = this.peek();
            const distance = this.SUBRULE(this.expression);
            const kind = this.SUBRULE1(this.frameSide);
            return this.ACTION(() => ({ kind, distance, position: this.placeFrom(first) }));
          },
        },
      ],
      IGNORE_AMBIGUITIES: true,
    }),
  );

  private isSideAhead(distance: number): boolean {
    return this.isAhead(distance, keyword.preceding) || this.isAhead(distance, keyword.following);
  }

  private readonly frameSide: ParserMethod<[], 'preceding' | 'following'> = this.RULE(
    'frameSide',
    () =>
      this.OR<'preceding' | 'following'>([
        {
          ALT: () => {
            this.CONSUME(keyword.preceding);
            return 'preceding';
          },
        },
        {
          ALT: () => {
            this.CONSUME(keyword.following);
            return 'following';
          },
        },
      ]),
  );

  private readonly frameExclusion: ParserMethod<[], FrameNode['exclude']> = this.RULE(
    'frameExclusion',
    () => {
      const words: Token[] = [];
      this.OPTION(() => {
        this.CONSUME(keyword.exclude);
        this.OR([
          { ALT: () => words.push(this.token(0, keyword.current), this.token(1, keyword.row)) },
          { ALT: () => words.push(this.token(0, keyword.group)) },
          { ALT: () => words.push(this.token(0, keyword.ties)) },
          {
            ALT: () => {
              this.CONSUME(keyword.no);
              this.CONSUME(keyword.others);
            },
          },
        ]);
      });
      return this.ACTION(() =>
        words.length === 0
          ? null
          : (words.map(({ value }) => value).join(' ') as FrameNode['exclude']),
      );
    },
  );

  /** A named window as WINDOW defines it. */
  protected readonly namedWindow: ParserMethod<
    [],
    { readonly name: Identifier; readonly window: WindowSpecification }
  > = this.RULE('namedWindow', () => {
    const name = this.SUBRULE(this.identifier);
    this.CONSUME(keyword.as);
    return { name, window: this.SUBRULE(this.windowSpecification) };
  });

  private failWindowing(message: string, position: FrameBound['position']): never {
    throw new SqlError(sqlState.windowingError, message, { position });
  }
}
