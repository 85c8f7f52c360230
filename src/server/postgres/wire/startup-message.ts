import { BodyReader, malformed } from './body-reader.ts';
import type { Frame } from './frame-reader.ts';

/** What a client says first. */
export type StartupMessage =
  /** It asks for encryption before anything else. */
  | { readonly kind: 'encryption' }
  /** It wants the statement cancelled that another connection runs. */
  | { readonly kind: 'cancel'; readonly process: number; readonly secret: number }
  | {
      readonly kind: 'startup';
      readonly minor: number;
      readonly settings: ReadonlyMap<string, string>;
    }
  | { readonly kind: 'unsupported'; readonly version: string };

const cancelCode = 80_877_102;
const sslCode = 80_877_103;
const gssCode = 80_877_104;

/** Reads the first message of a connection. @throws ProtocolError 08P01 */
export function readStartupMessage({ body }: Frame): StartupMessage {
  const reader = new BodyReader(body);
  const code = reader.int32();
  if (code === sslCode || code === gssCode) return { kind: 'encryption' };
  if (code === cancelCode) {
    const [process, secret] = [reader.int32(), reader.int32()];
    reader.end();
    return { kind: 'cancel', process, secret };
  }
  const [major, minor] = [code >>> 16, code & 0xffff];
  if (major !== 3) return { kind: 'unsupported', version: `${major}.${minor}` };
  return { kind: 'startup', minor, settings: readSettings(reader) };
}

function readSettings(reader: BodyReader): ReadonlyMap<string, string> {
  const settings = new Map<string, string>();
  for (;;) {
    const name = reader.text();
    if (name === '') break;
    settings.set(name, reader.text());
  }
  if (!reader.isAtEnd) {
    throw malformed('invalid startup packet layout: expected terminator as last byte');
  }
  return settings;
}
