import { type Clock, systemClock } from '../common/clock.ts';
import { Random } from '../common/random.ts';
import type {
  Cell,
  ObjectInfo,
  SqlRequest,
  SqlResponse,
  StatementResult,
  WorkProgress,
} from '../protocol/messages.ts';
import { ClientError } from './client-error.ts';
import { LiveConnection } from './live-connection.ts';
import { problemError } from './problem-body.ts';
import { resultsOfLines } from './result-lines.ts';
import type { Fetch, FetchAnswer, WebSocketConstructor } from './transport.ts';

export type ClientOptions = {
  /** `http://127.0.0.1:7420`, or '' for the origin of the page. */
  readonly url: string;
  /** The global `fetch` where it is not given. */
  readonly fetch?: Fetch;
  readonly WebSocket: WebSocketConstructor;
  readonly clock?: Clock;
  /** Where the jitter of reconnects comes from. */
  readonly random?: Random;
};

export type SqlOptions = {
  readonly params?: readonly Cell[];
  /** Leaves the request, which cancels the statement at the server. */
  readonly signal?: AbortSignal;
  /** Told how far a statement is that takes long. */
  readonly progress?: (progress: WorkProgress) => void;
  /** The session that keeps SET, PREPARE and transactions between calls with this name. */
  readonly session?: string;
};

type RequestOptions = Pick<SqlOptions, 'signal' | 'session'>;

/** Whether everything of the server answers, and in words what is still to come. */
export type ServerReadiness = { readonly ready: boolean; readonly waitingFor: readonly string[] };

/** A server of Millrace, over HTTP for what ends and over one WebSocket for what goes on. */
export class Client {
  readonly #url: string;
  readonly #fetch: Fetch;
  readonly #options: ClientOptions;
  #live: LiveConnection | null = null;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#url = options.url.replace(/\/+$/, '');
    this.#fetch = options.fetch ?? ((url, init) => fetch(url, init));
  }

  /**
   * Runs one or many statements.
   * @throws ClientError with what the server said; aborted by the signal it is SQLSTATE 57014.
   */
  async sql(sql: string, options: SqlOptions = {}): Promise<readonly StatementResult[]> {
    const { params, progress } = options;
    const request: SqlRequest = params === undefined ? { sql } : { sql, params };
    const body = JSON.stringify(request);
    if (progress !== undefined) return await this.#sqlInLines(body, progress, options);
    const answer = await this.#request('POST', '/v1/sql', options, body);
    if (!answer.ok) throw problemError(answer.status, answer.text);
    return parse<SqlResponse>(answer.text, isSqlResponse).results;
  }

  /** Streams, tables and views together. @throws ClientError */
  async objects(signal?: AbortSignal): Promise<readonly ObjectInfo[]> {
    const answer = await this.#request(
      'GET',
      '/v1/objects',
      signal === undefined ? {} : { signal },
    );
    if (!answer.ok) throw problemError(answer.status, answer.text);
    return parse<{ objects: readonly ObjectInfo[] }>(answer.text, hasObjects).objects;
  }

  /** Whether streams, tables and views answer. @throws ClientError when the server does not. */
  async ready(signal?: AbortSignal): Promise<ServerReadiness> {
    const answer = await this.#request(
      'GET',
      '/health/ready',
      signal === undefined ? {} : { signal },
    );
    const health = parse<{ status: string; waitingFor?: readonly string[] }>(
      answer.text,
      hasStatus,
    );
    return { ready: health.status === 'ready', waitingFor: health.waitingFor ?? [] };
  }

  /** The live connection that everyone with this client shares; opened by the first call. */
  live(): LiveConnection {
    const { WebSocket, clock = systemClock, random } = this.#options;
    this.#live ??= new LiveConnection({
      url: liveUrl(this.#url),
      WebSocket,
      clock,
      random: random ?? new Random(BigInt(Math.trunc(clock.nowMicros()))),
    });
    return this.#live;
  }

  /** Ends the live connection and its subscriptions. */
  close(): void {
    this.#live?.close();
    this.#live = null;
  }

  async #sqlInLines(
    body: string,
    progress: (progress: WorkProgress) => void,
    { signal, session }: RequestOptions,
  ): Promise<readonly StatementResult[]> {
    return await this.#exchange(signal, async () => {
      const answer = await this.#fetch(`${this.#url}/v1/sql`, {
        method: 'POST',
        headers: { ...headersOf(body, session), accept: 'application/x-ndjson' },
        body,
        ...(signal === undefined ? {} : { signal }),
      });
      if (!answer.ok) throw problemError(answer.status, await answer.text());
      return await resultsOfLines(answer, progress);
    });
  }

  async #request(
    method: 'GET' | 'POST',
    path: string,
    { signal, session }: RequestOptions,
    body?: string,
  ): Promise<{ ok: boolean; status: number; text: string }> {
    return await this.#exchange(signal, async () => {
      const answer: FetchAnswer = await this.#fetch(this.#url + path, {
        method,
        headers: headersOf(body, session),
        ...(body === undefined ? {} : { body }),
        ...(signal === undefined ? {} : { signal }),
      });
      return { ok: answer.ok, status: answer.status, text: await answer.text() };
    });
  }

  /** @throws ClientError for what goes wrong on the way */
  async #exchange<Answer>(
    signal: AbortSignal | undefined,
    work: () => Promise<Answer>,
  ): Promise<Answer> {
    try {
      return await work();
    } catch (cause) {
      if (cause instanceof ClientError) throw cause;
      if (signal?.aborted === true) throw canceled(cause);
      throw new ClientError('unreachable', `cannot reach the server${at(this.#url)}`, { cause });
    }
  }
}

function headersOf(body: string | undefined, session: string | undefined): Record<string, string> {
  return {
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(session === undefined ? {} : { 'millrace-session': session }),
  };
}

function at(url: string): string {
  return url === '' ? '' : ` at ${url}`;
}

function canceled(cause: unknown): ClientError {
  const message = 'canceling statement due to user request';
  return new ClientError('sql', message, { body: { code: '57014', message }, cause });
}

/** The address of the live WebSocket beside an HTTP address; '' is where the page came from. */
function liveUrl(url: string): string {
  const origin = url === '' ? pageOrigin() : url;
  return `${origin.replace(/^http/, 'ws')}/v1/live`;
}

function pageOrigin(): string {
  const { location } = globalThis as { readonly location?: { readonly origin: string } };
  return location?.origin ?? 'http://127.0.0.1:7420';
}

function parse<T>(text: string, isOne: (value: object) => boolean): T {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && isOne(value)) return value as T;
  } catch {
    // Falls through to the one complaint.
  }
  throw new ClientError('protocol', 'the answer is not one of a Millrace server');
}

const isSqlResponse = (value: object): boolean =>
  'results' in value && Array.isArray(value.results);
const hasObjects = (value: object): boolean => 'objects' in value && Array.isArray(value.objects);
const hasStatus = (value: object): boolean => 'status' in value && typeof value.status === 'string';
