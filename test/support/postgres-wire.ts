import type { Clock } from '../../src/common/clock.ts';
import type { Engine } from '../../src/engine/api.ts';
import type { PostgresConnection } from '../../src/server/postgres/postgres-connection.ts';
import { PostgresSession } from '../../src/server/postgres/postgres-session.ts';
import type { CancelKey } from '../../src/server/postgres/session/start-session.ts';

/** A message with a type: its length and its body. */
export function message(type: string, ...parts: readonly (Buffer | string | number)[]): Buffer {
  return Buffer.concat([Buffer.from(type), untyped(...parts)]);
}

/** A message without a type. Texts get their zero byte, numbers are 32 bits. */
export function untyped(...parts: readonly (Buffer | string | number)[]): Buffer {
  const body = Buffer.concat(parts.map(bytesOf));
  return Buffer.concat([bytesOf(body.length + 4), body]);
}

function bytesOf(part: Buffer | string | number): Buffer {
  if (typeof part === 'string') return Buffer.from(`${part}\0`);
  if (typeof part !== 'number') return part;
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(part);
  return bytes;
}

/** Counts and codes of 16 bits. */
export function int16(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [i, value] of values.entries()) bytes.writeInt16BE(value, i * 2);
  return bytes;
}

/** What clients say, as bytes. */
export const say = {
  ssl: untyped(80_877_103),
  startup: (settings: Readonly<Record<string, string>> = {}): Buffer =>
    untyped(196_608, ...Object.entries({ user: 'tester', ...settings }).flat(), Buffer.alloc(1)),
  query: (sql: string): Buffer => message('Q', sql),
  parse: (sql: string, name = '', types: readonly number[] = []): Buffer =>
    message('P', name, sql, int16(types.length), ...types),
  bind: (
    values: readonly (string | Buffer | null)[] = [],
    { name = '', portal = '', formats = [], results = [] }: BindOptions = {},
  ): Buffer =>
    message(
      'B',
      portal,
      name,
      int16(formats.length, ...formats, values.length),
      ...values.flatMap((value): (Buffer | number)[] => {
        if (value === null) return [-1];
        const bytes = Buffer.from(value);
        return [bytes.length, bytes];
      }),
      int16(results.length, ...results),
    ),
  describe: (what: 'S' | 'P', name = ''): Buffer => message('D', Buffer.from(what), name),
  execute: (rowsMax = 0, portal = ''): Buffer => message('E', portal, rowsMax),
  close: (what: 'S' | 'P', name = ''): Buffer => message('C', Buffer.from(what), name),
  sync: message('S'),
  flush: message('H'),
  terminate: message('X'),
};

type BindOptions = {
  readonly name?: string;
  readonly portal?: string;
  readonly formats?: readonly number[];
  readonly results?: readonly number[];
};

/** A message from the server. */
export type ServerMessage = { readonly type: string; readonly body: Buffer };

/** A session whose client is the test. */
export class WireClient implements PostgresConnection {
  readonly session: PostgresSession;
  /** Resolves when the session has ended. */
  readonly over: Promise<void>;
  readonly cancelled: CancelKey[] = [];
  readonly logged: string[] = [];
  isClosed = false;
  isPaused = false;
  #bytes = Buffer.alloc(0);
  #stalled: (() => void)[] | null = null;
  #wake: (() => void) | null = null;

  constructor(engine: Engine, clock: Clock) {
    this.session = new PostgresSession({
      connection: this,
      engine,
      clock,
      log: (line) => this.logged.push(line),
      key: { process: 7, secret: 42 },
      cancelOther: (key) => this.cancelled.push(key),
    });
    this.over = this.session.run();
  }

  /** A client that has connected. */
  static async connect(
    engine: Engine,
    clock: Clock,
    settings: Readonly<Record<string, string>> = {},
  ): Promise<WireClient> {
    const client = new WireClient(engine, clock);
    client.say(say.startup(settings));
    await client.until('Z');
    return client;
  }

  readonly send = (bytes: Uint8Array): void => {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    this.#wake?.();
  };
  readonly writable = (): Promise<void> =>
    new Promise((resolve) => {
      if (this.#stalled === null) resolve();
      else this.#stalled.push(resolve);
    });
  readonly pause = (): void => {
    this.isPaused = true;
  };
  readonly resume = (): void => {
    this.isPaused = false;
  };
  readonly close = (): void => {
    this.isClosed = true;
    this.#wake?.();
  };

  /** From now on the network takes nothing. */
  stall(): void {
    this.#stalled = [];
  }

  flow(): void {
    const waiting = this.#stalled ?? [];
    this.#stalled = null;
    for (const resolve of waiting) resolve();
  }

  /** Bytes that the server has sent and nobody has looked at. */
  get waitingBytes(): number {
    return this.#bytes.length;
  }

  say(...messages: readonly Buffer[]): void {
    for (const bytes of messages) this.session.receive(bytes);
  }

  /** Says something and answers what the server says up to ReadyForQuery. */
  ask(...messages: readonly Buffer[]): Promise<ServerMessage[]> {
    this.say(...messages);
    return this.until('Z');
  }

  /** What the server says up to a message of a type; all there is when it closes the connection. */
  async until(type: string): Promise<ServerMessage[]> {
    const messages: ServerMessage[] = [];
    for (;;) {
      const next = this.take();
      if (next !== null) messages.push(next);
      if (next?.type === type || (next === null && this.isClosed)) return messages;
      if (next !== null) continue;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** The next message that is there; null when there is none. */
  take(): ServerMessage | null {
    const bytes = this.#bytes;
    if (bytes.length < 5 || bytes.length < 1 + bytes.readInt32BE(1)) return null;
    const end = 1 + bytes.readInt32BE(1);
    this.#bytes = bytes.subarray(end);
    return { type: String.fromCharCode(bytes[0] as number), body: bytes.subarray(5, end) };
  }

  /** Bytes that are no message. */
  takeRaw(count: number): string {
    const taken = this.#bytes.subarray(0, count).toString();
    this.#bytes = this.#bytes.subarray(count);
    return taken;
  }
}

/** The types of messages, in order. */
export function types(messages: readonly ServerMessage[]): string {
  return messages.map(({ type }) => type).join('');
}

/** The values of DataRow messages as texts. */
export function rowsOf(messages: readonly ServerMessage[]): (string | null)[][] {
  return messages.filter(({ type }) => type === 'D').map(({ body }) => valuesOf(body).map(textOf));
}

/** The values of a DataRow. */
export function valuesOf(body: Buffer): (Buffer | null)[] {
  const values: (Buffer | null)[] = [];
  let at = 2;
  for (let i = 0; i < body.readInt16BE(0); i += 1) {
    const length = body.readInt32BE(at);
    at += 4;
    values.push(length < 0 ? null : body.subarray(at, at + length));
    at += Math.max(0, length);
  }
  return values;
}

function textOf(value: Buffer | null): string | null {
  return value === null ? null : value.toString();
}

/** The fields of an ErrorResponse or NoticeResponse by their letters. */
export function reportOf({ body }: ServerMessage): Record<string, string> {
  const fields = body
    .toString()
    .split('\0')
    .filter((field) => field !== '');
  return Object.fromEntries(fields.map((field) => [field[0], field.slice(1)]));
}

/** The fields of the first ErrorResponse. */
export function errorOf(messages: readonly ServerMessage[]): Record<string, string> {
  const found = messages.find(({ type }) => type === 'E');
  if (found === undefined) throw new Error(`no error in ${types(messages)}`);
  return reportOf(found);
}

/** The command tags. */
export function tagsOf(messages: readonly ServerMessage[]): string[] {
  return messages
    .filter(({ type }) => type === 'C')
    .map(({ body }) => body.toString().slice(0, -1));
}
