import { BodyReader, malformed } from './body-reader.ts';
import type { Frame } from './frame-reader.ts';

/** What a client says once it is connected (PostgreSQL, "Message Formats"). */
export type ClientMessage =
  | { readonly kind: 'query'; readonly sql: string }
  | {
      readonly kind: 'parse';
      readonly name: string;
      readonly sql: string;
      /** Type OIDs of the first parameters; 0 leaves one open. */
      readonly types: readonly number[];
    }
  | BindMessage
  | {
      readonly kind: 'describe' | 'close';
      readonly what: 'statement' | 'portal';
      readonly name: string;
    }
  | {
      readonly kind: 'execute';
      readonly portal: string;
      /** 0 for all rows. */
      readonly rowsMax: number;
    }
  | { readonly kind: 'sync' | 'flush' | 'terminate' | 'copyDone' }
  | { readonly kind: 'copyData'; readonly bytes: Buffer }
  | { readonly kind: 'copyFail'; readonly reason: string }
  | { readonly kind: 'password' | 'functionCall' };

export type BindMessage = {
  readonly kind: 'bind';
  readonly portal: string;
  readonly statement: string;
  /** 0 text, 1 binary: none for all text, one for all, or one for each. */
  readonly parameterFormats: readonly number[];
  /** Null is NULL. */
  readonly values: readonly (Buffer | null)[];
  readonly resultFormats: readonly number[];
};

/** Reads a message. @throws SqlError 08P01 when it is malformed, 22021 when a text is not UTF-8 */
export function readClientMessage({ type, body }: Frame): ClientMessage {
  const reader = new BodyReader(body);
  const message = read(type ?? '', reader);
  reader.end();
  return message;
}

function read(type: string, reader: BodyReader): ClientMessage {
  switch (type) {
    case 'Q':
      return { kind: 'query', sql: reader.text() };
    case 'P':
      return { kind: 'parse', name: reader.text(), sql: reader.text(), types: typesOf(reader) };
    case 'B':
      return readBind(reader);
    case 'D':
    case 'C':
      return {
        kind: type === 'D' ? 'describe' : 'close',
        what: whatOf(reader),
        name: reader.text(),
      };
    case 'E':
      return { kind: 'execute', portal: reader.text(), rowsMax: Math.max(0, reader.int32()) };
    case 'd':
      return { kind: 'copyData', bytes: reader.rest() };
    case 'f':
      return { kind: 'copyFail', reason: reader.text() };
    case 'p':
    case 'F':
      reader.rest();
      return { kind: type === 'p' ? 'password' : 'functionCall' };
    default:
      return { kind: plainKind(type) };
  }
}

function plainKind(type: string): 'sync' | 'flush' | 'terminate' | 'copyDone' {
  switch (type) {
    case 'S':
      return 'sync';
    case 'H':
      return 'flush';
    case 'X':
      return 'terminate';
    case 'c':
      return 'copyDone';
    default:
      throw malformed(`invalid frontend message type ${type.charCodeAt(0)}`);
  }
}

function typesOf(reader: BodyReader): readonly number[] {
  return listOf(reader.count(), () => reader.int32());
}

function whatOf(reader: BodyReader): 'statement' | 'portal' {
  const what = reader.int8();
  if (what === 83) return 'statement';
  if (what === 80) return 'portal';
  throw malformed(`invalid message subtype ${what}`);
}

function readBind(reader: BodyReader): BindMessage {
  const portal = reader.text();
  const statement = reader.text();
  const parameterFormats = listOf(reader.count(), () => formatOf(reader));
  const values = listOf(reader.count(), () => {
    const length = reader.int32();
    return length === -1 ? null : reader.bytes(length);
  });
  const resultFormats = listOf(reader.count(), () => formatOf(reader));
  const counts = [1, values.length];
  if (parameterFormats.length > 0 && !counts.includes(parameterFormats.length)) {
    throw malformed(
      `bind message has ${parameterFormats.length} parameter formats but ${values.length} parameters`,
    );
  }
  return { kind: 'bind', portal, statement, parameterFormats, values, resultFormats };
}

function formatOf(reader: BodyReader): number {
  const format = reader.int16();
  if (format === 0 || format === 1) return format;
  throw malformed(`unsupported format code: ${format}`);
}

function listOf<Item>(count: number, read: () => Item): Item[] {
  const items: Item[] = [];
  for (let i = 0; i < count; i += 1) items.push(read());
  return items;
}

/** The format of the n-th of things: of none given all are text, one given is for all. */
export function formatAt(formats: readonly number[], index: number): number {
  return (formats.length === 1 ? formats[0] : formats[index]) ?? 0;
}
