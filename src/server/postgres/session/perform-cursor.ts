import { SqlError, sqlState } from '../../../common/sql-error.ts';
import type { Batch } from '../../../data/batch.ts';
import { LiveRows } from '../../../engine/session/live-rows.ts';
import type { RowSource } from '../../../engine/session/row-source.ts';
import { analyse } from './analyse.ts';
import type { Analysis } from './analysis.ts';
import { type Answer, commandDone } from './answer.ts';
import { type BoundValues, noValues } from './bound-values.ts';
import type { SessionContext } from './session-context.ts';
import type { SessionStatement } from './session-statement.ts';

/** DECLARE: begins a query whose rows FETCH takes. @throws SqlError 42P03, and what the query raises */
export async function declareCursor(
  context: SessionContext,
  { name, hold, binary, query }: Extract<SessionStatement, { kind: 'declare' }>,
  perform: (analysis: Analysis, values: BoundValues) => Promise<Answer>,
): Promise<Answer> {
  const { cursors, transaction } = context;
  if (binary) {
    throw new SqlError(sqlState.featureNotSupported, 'binary cursors are not supported', {
      hint: 'Ask for binary results in the Bind message.',
    });
  }
  if (cursors.has(name)) throw new SqlError('42P03', `cursor "${name}" already exists`);
  context.beginsAt(query.start);
  const analysis = analyse(context, query, []);
  const answer = await perform(analysis, noValues);
  if (answer.rows === null) {
    throw new SqlError('42P11', 'a cursor is declared for a query');
  }
  // Outside of a transaction it is kept, too: a query that never ends has no use for one.
  const lifetime = hold || transaction.status === 'I' ? 'session' : 'transaction';
  const prepared = { sql: query.text, analysis };
  cursors.add(name, {
    prepared,
    values: noValues,
    formats: [],
    answer,
    isFinished: false,
    lifetime,
  });
  return commandDone('DECLARE CURSOR', answer.notices);
}

/**
 * FETCH and MOVE: the next rows of a cursor. Those of a continuous query are waited for until all
 * that were asked for are there, or the time of a statement is over; ALL are those there are.
 * @throws SqlError 34000
 */
export function fetchRows(
  { cursors }: SessionContext,
  { name, count, move }: Extract<SessionStatement, { kind: 'fetch' }>,
): Answer {
  const { answer } = cursors.get(name, 'cursor');
  const rows = answer?.rows ?? null;
  if (rows === null) throw new SqlError('34000', `cursor "${name}" does not exist`);
  const fetched = new FetchedRows(rows, count);
  const tag = (sent: number): string => `${move ? 'MOVE' : 'FETCH'} ${sent}`;
  return { rows: fetched, tag, notices: [], copy: null, endsEarly: true, isMove: move };
}

/** CLOSE. @throws SqlError 34000 */
export function closeCursor({ cursors }: SessionContext, name: string | null): Answer {
  if (name === null) {
    cursors.closeAll();
    return commandDone('CLOSE CURSOR ALL');
  }
  cursors.get(name, 'cursor');
  cursors.close(name);
  return commandDone('CLOSE CURSOR');
}

/** So many rows of a cursor, or all that there are; the cursor stays open. */
class FetchedRows implements RowSource {
  readonly schema: RowSource['schema'];
  readonly isEndless = false;
  readonly #source: RowSource;
  #left: number;
  readonly #all: boolean;

  constructor(source: RowSource, count: number | null) {
    this.schema = source.schema;
    this.#source = source;
    this.#left = count ?? Number.POSITIVE_INFINITY;
    this.#all = count === null;
  }

  readonly read = async (rowsMax: number, signal: AbortSignal): Promise<Batch | null> => {
    if (this.#left === 0) return null;
    const source = this.#source;
    if (this.#all && source instanceof LiveRows) {
      await source.started(signal);
      if (source.isWaiting() && !source.isStarting) return null;
    }
    const batch = await source.read(Math.min(rowsMax, this.#left), signal);
    this.#left -= batch?.rowCount ?? 0;
    return batch;
  };

  readonly isWaiting = (): boolean => this.#left > 0 && this.#source.isWaiting();

  readonly close = (): void => undefined;
}
