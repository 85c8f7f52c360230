import type {
  Column,
  ErrorBody,
  Notice,
  Row,
  StatementResult,
  WorkProgress,
} from '../protocol/messages.ts';
import { ClientError } from './client-error.ts';
import type { FetchAnswer } from './transport.ts';

/** A line of an answer to statements, by the members that it may have. */
type Line = {
  readonly command?: string;
  readonly columns?: readonly Column[] | null;
  readonly rows?: readonly Row[];
  readonly rowCount?: number;
  readonly notices?: readonly Notice[];
  readonly working?: WorkProgress;
  readonly error?: ErrorBody;
  /** All of an answer that does not come in lines. */
  readonly results?: readonly StatementResult[];
};

/**
 * The results of an answer in lines of JSON; `progress` is told of what comes on the way.
 * @throws ClientError with what the server said, or for lines that it does not write
 */
export async function resultsOfLines(
  answer: FetchAnswer,
  progress: (progress: WorkProgress) => void,
): Promise<readonly StatementResult[]> {
  const answered = new AnsweredLines();
  for await (const text of linesOf(answer)) {
    const line = lineOf(text);
    if (line.working !== undefined) progress(line.working);
    answered.take(line);
  }
  return answered.end();
}

/** What lines have answered so far. */
class AnsweredLines {
  readonly #results: StatementResult[] = [];
  #head: Pick<StatementResult, 'command' | 'columns'> | null = null;
  #rows: Row[] = [];

  /** @throws ClientError for the line of an error */
  take({ error, results = [], command, columns, rows = [], rowCount, notices }: Line): void {
    if (error !== undefined) {
      throw new ClientError('sql', error.message, { body: error, results: this.#results });
    }
    this.#results.push(...results);
    if (command !== undefined) this.#head = { command, columns: columns ?? [] };
    for (const row of rows) this.#rows.push(row);
    if (rowCount === undefined || this.#head === null) return;
    this.#results.push({ ...this.#head, rows: this.#rows, rowCount, notices: notices ?? [] });
    this.#head = null;
    this.#rows = [];
  }

  /** @throws ClientError when the last answer is not whole */
  end(): readonly StatementResult[] {
    if (this.#head !== null) throw new ClientError('unreachable', 'the answer broke off');
    return this.#results;
  }
}

function lineOf(text: string): Line {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Line;
  } catch {
    // Falls through to the one complaint.
  }
  throw new ClientError('protocol', 'the answer is not one of a Millrace server');
}

async function* linesOf(answer: FetchAnswer): AsyncIterable<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const piece of piecesOf(answer)) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines.filter((line) => line !== '');
  }
  if (rest !== '') yield rest;
}

async function* piecesOf(answer: FetchAnswer): AsyncIterable<Uint8Array> {
  const { body = null } = answer;
  if (body === null) {
    yield new TextEncoder().encode(await answer.text());
    return;
  }
  if (!('getReader' in body)) {
    yield* body;
    return;
  }
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (value !== undefined) yield value;
    if (done) return;
  }
}
