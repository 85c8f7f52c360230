import type { SqlError } from '../../../src/common/sql-error.ts';
import type { ExecuteOutcome, Session } from '../../../src/engine/api.ts';
import type { StatementNode } from '../../../src/parser/ast.ts';
import { parse } from '../../../src/parser/parse.ts';
import { RecordingSink } from '../recording-sink.ts';
import { rowLines } from '../script/print-answer.ts';
import type { TestEngine } from '../test-engine.ts';
import { type Answer, answerText, errorText } from './answer-text.ts';
import { type DocumentBlock, readBlocks } from './read-blocks.ts';

/**
 * Runs the `sql` blocks of a page in order on an engine, and gives the page back as it should read:
 * a `text` block right behind one shows what the shell prints for it. Above a block may stand
 * `<!-- error CODE -->`, when it shows a mistake, and `<!-- changes -->`, when a `text` block shows
 * what has come for the continuous query before.
 * @throws Error for statements that fail though nothing says so, or do not though they should
 */
export async function runPage(page: string, engine: TestEngine): Promise<string> {
  const run = new PageRun(engine);
  const lines = page.split('\n');
  let shift = 0;
  for (const block of readBlocks(page)) {
    if (block.language === 'sql') await run.sql(block);
    else if (block.language === 'text' && isShown(block)) {
      const shown = run.shown(block).split('\n');
      const length = block.text.split('\n').length;
      lines.splice(block.firstLine - 1 + shift, length, ...shown);
      shift += shown.length - length;
    }
  }
  return lines.join('\n');
}

function isShown({ follows, note }: DocumentBlock): boolean {
  return follows || note[0] === 'changes';
}

class PageRun {
  readonly #engine: TestEngine;
  /** What the last block with SQL came to. */
  #last = '';
  #followed: RecordingSink | null = null;
  #session: Session | null = null;

  constructor(engine: TestEngine) {
    this.#engine = engine;
  }

  /** What a block of text should be. */
  shown({ note }: DocumentBlock): string {
    if (note[0] !== 'changes') return this.#last;
    const batches = (this.#followed?.take() ?? []).flatMap((event) =>
      event.kind === 'changes' ? [event.batch] : [],
    );
    return rowLines(batches).toSorted().join('\n');
  }

  async sql(block: DocumentBlock): Promise<void> {
    const { text, note, firstLine } = block;
    const expected = note[0] === 'error' ? (note[1] ?? '') : null;
    const { answers, error } = await this.#run(text);
    await this.#engine.settle();
    if ((error?.code ?? null) !== expected) {
      const what = error === null ? 'nothing' : `${error.code} ${error.message}`;
      throw new Error(`line ${firstLine}: expected ${expected ?? 'no error'}, came ${what}`);
    }
    this.#last = error === null ? answerText(answers) : errorText(error, text);
  }

  /** All statements of the page are one session. */
  #execute(sql: string): Promise<ExecuteOutcome> {
    this.#session ??= this.#engine.engine.openSession();
    return this.#engine.clock.until(this.#engine.engine.execute(sql, { session: this.#session }));
  }

  async #run(text: string): Promise<{ answers: Answer[]; error: SqlError | null }> {
    const answers: Answer[] = [];
    for (const part of partsOf(text)) {
      const outcome = part.goesOn ? await this.#follow(part.sql) : await this.#execute(part.sql);
      answers.push(...outcome.results);
      if (outcome.error !== null) return { answers, error: outcome.error };
      await this.#engine.settle();
    }
    return { answers, error: null };
  }

  /** Follows a continuous query as far as its snapshot; what comes later is kept for `changes`. */
  async #follow(sql: string): Promise<{ results: readonly Answer[]; error: SqlError | null }> {
    const sink = new RecordingSink();
    const request = { sql, from: 'snapshot', mode: 'changes', progressMs: 1000 } as const;
    try {
      await this.#engine.subscribe(request, sink);
    } catch (error) {
      return { results: [], error: error as SqlError };
    }
    await this.#engine.clock.until(sink.ready());
    this.#followed = sink;
    const events = sink.take();
    const batches = events.flatMap((event) => (event.kind === 'snapshot' ? [event.batch] : []));
    const failure = events.find((event) => event.kind === 'error');
    const answer = { command: 'SELECT', schema: sink.schema, batches, notices: [], rowCount: 0 };
    return { results: [answer], error: failure?.error ?? null };
  }
}

/** The statements of a text; all of it as one part where it can not be parsed. */
function partsOf(text: string): readonly { readonly sql: string; readonly goesOn: boolean }[] {
  try {
    return parse(text).map(({ statement, start, end }) => ({
      sql: text.slice(start, end),
      goesOn: isEndless(statement),
    }));
  } catch {
    return [{ sql: text, goesOn: false }];
  }
}

function isEndless(statement: StatementNode): boolean {
  if (statement.kind === 'subscribe') return true;
  return statement.kind === 'query' && statement.query.emit !== null;
}
