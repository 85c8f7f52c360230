import type { ParserMethod } from 'chevrotain';
import type { Name, StatementNode } from '../ast.ts';
import type { Token } from '../lexer/token.ts';
import { SessionParser } from './session-parser.ts';
import { keyword, types } from './token-types.ts';

type UpkeepNode = Extract<StatementNode, { kind: 'upkeep' }>;
type LockNode = Extract<StatementNode, { kind: 'lock' }>;

/** Words that may stand before the names of tables to look after. */
const manners = /^(full|freeze|verbose|analy[sz]e|concurrently)$/;
const reindexed = /^(table|index|schema|database|system)$/;

/** What looks after stored rows elsewhere, LOCK, and who may do what. */
export abstract class UpkeepParser extends SessionParser {
  /** VACUUM, ANALYZE, CLUSTER, REINDEX, CHECKPOINT, with their options, which say nothing here. */
  protected readonly upkeep: ParserMethod<[], StatementNode> = this.RULE('upkeep', () => {
    const first = this.OR([
      { ALT: () => this.token(0, keyword.vacuum) },
      { ALT: () => this.token(0, keyword.analyze) },
      { ALT: () => this.token(0, keyword.analyse) },
      { ALT: () => this.token(0, keyword.cluster) },
      { ALT: () => this.token(0, keyword.reindex) },
      { ALT: () => this.token(0, keyword.checkpoint) },
    ]);
    let object: UpkeepNode['object'] = null;
    const names: Name[] = [];
    this.OPTION({
      GATE: () => this.isAhead(1, types.open),
      DEF: () => this.SUBRULE(this.upkeepOptions),
    });
    this.MANY({
      GATE: () => this.isManner(first),
      DEF: () => {
        const word = this.token(1, types.label);
        this.ACTION(() => {
          if (reindexed.test(word.value)) object = word.value as UpkeepNode['object'];
        });
      },
    });
    this.MANY_SEP({
      SEP: types.comma,
      DEF: () => {
        names.push(this.SUBRULE(this.qualifiedName));
        this.OPTION1(() => this.SUBRULE(this.identifierList));
      },
    });
    this.OPTION2(() => {
      this.CONSUME(keyword.using);
      this.SUBRULE(this.identifier);
    });
    return this.ACTION<StatementNode>(() => {
      const command = first.value.replace('analyse', 'analyze') as UpkeepNode['command'];
      return { kind: 'upkeep', command, object, names, position: this.placeFrom(first) };
    });
  });

  /** Whether a word says how, or what kind of thing, and is no name. */
  private isManner(first: Token): boolean {
    if (this.RECORDING_PHASE || !this.isAhead(1, types.label)) return false;
    const { kind, value } = this.peek();
    if (kind !== 'word') return false;
    return manners.test(value) || (first.value === 'reindex' && reindexed.test(value));
  }

  /** `(ANALYZE, PARALLEL 2, VERBOSE off)`. */
  private readonly upkeepOptions: ParserMethod<[], void> = this.RULE('upkeepOptions', () => {
    this.CONSUME(types.open);
    this.AT_LEAST_ONE_SEP({
      SEP: types.comma,
      DEF: () => {
        this.CONSUME(types.label);
        this.OPTION(() =>
          this.OR([
            { ALT: () => this.CONSUME1(types.label) },
            { ALT: () => this.CONSUME(types.number) },
            { ALT: () => this.CONSUME(types.string) },
          ]),
        );
      },
    });
    this.CONSUME(types.close);
  });

  /** `LOCK [TABLE] names [IN mode MODE] [NOWAIT]`. */
  protected readonly lock: ParserMethod<[], StatementNode> = this.RULE('lock', () => {
    const first = this.token(0, keyword.lock);
    const mode: Token[] = [];
    this.OPTION(() => this.CONSUME(keyword.table));
    const names = this.SUBRULE(this.names);
    this.OPTION1(() => {
      this.CONSUME(keyword.in);
      this.AT_LEAST_ONE({
        GATE: () => !this.isAhead(1, keyword.mode),
        DEF: () => mode.push(this.token(0, types.label)),
      });
      this.CONSUME(keyword.mode);
    });
    this.OPTION2(() => this.CONSUME(keyword.nowait));
    return this.ACTION<StatementNode>(() => {
      const position = this.placeFrom(first);
      const asked = (mode.map(({ value }) => value).join(' ') ||
        'access exclusive') as LockNode['mode'];
      const isMode =
        /^(access share|row (share|exclusive)|share( (row|update) exclusive)?|(access )?exclusive)$/;
      if (!isMode.test(asked)) this.fail(`there is no lock mode "${asked}"`, position);
      return { kind: 'lock', names, mode: asked, position };
    });
  });

  /** GRANT and REVOKE: read to the end, for there are no rights to give. */
  protected readonly privileges: ParserMethod<[], StatementNode> = this.RULE('privileges', () => {
    const first = this.OR([
      { ALT: () => this.token(0, keyword.grant) },
      { ALT: () => this.token(0, keyword.revoke) },
    ]);
    const words: Token[] = [];
    this.AT_LEAST_ONE(() => {
      const word = this.OR1([
        { ALT: () => this.token(1, types.label) },
        { ALT: () => this.token(0, types.comma) },
        { ALT: () => this.token(0, types.dot) },
        { ALT: () => this.token(0, types.open) },
        { ALT: () => this.token(0, types.close) },
      ]);
      words.push(word);
    });
    return this.ACTION<StatementNode>(() => {
      const command = first.value as 'grant' | 'revoke';
      const last = command === 'grant' ? 'to' : 'from';
      const isWhole = words.some(({ kind, value }) => kind === 'word' && value === last);
      const position = this.placeFrom(first);
      if (!isWhole) {
        this.fail(`${command.toUpperCase()} without ${last.toUpperCase()}`, position);
      }
      const parts = words.map(({ kind, value }) => ({ value, isQuoted: kind === 'quoted' }));
      return { kind: 'privileges', command, words: parts, position };
    });
  });
}
