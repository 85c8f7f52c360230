import { SqlError } from '../../../common/sql-error.ts';
import type { Session, SessionOptions } from '../../../engine/api.ts';
import { databaseName } from '../../../engine/session/session-functions.ts';
import { malformed } from '../wire/body-reader.ts';
import type { Inbox } from '../wire/inbox.ts';
import type { MessageWriter } from '../wire/message-writer.ts';
import { readStartupMessage, type StartupMessage } from '../wire/startup-message.ts';

/** So often may a client ask for encryption: once for TLS, once for GSSAPI. */
const encryptionsMax = 2;

/** What names a session to those who want to cancel its statement. */
export type CancelKey = { readonly process: number; readonly secret: number };

/** How a connection begins. */
export type Start =
  | { readonly kind: 'gone' }
  | ({ readonly kind: 'cancel' } & CancelKey)
  | Extract<StartupMessage, { kind: 'startup' }>;

/** Reads what comes first; `refuse` answers that there is no encryption. @throws ProtocolError */
export async function readStart(inbox: Inbox, refuse: () => void): Promise<Start> {
  for (let asked = 0; asked <= encryptionsMax; asked += 1) {
    const frame = await inbox.next();
    if (frame === null) return { kind: 'gone' };
    const message = readStartupMessage(frame);
    if (message.kind === 'unsupported') {
      throw new SqlError('0A000', `unsupported frontend protocol ${message.version}`, {
        detail: 'The server supports protocol 3.0.',
      });
    }
    if (message.kind !== 'encryption') return message;
    refuse();
  }
  throw malformed('encryption was asked for too often');
}

/** The user and the settings that a client begins with. @throws SqlError 28000, 3D000, 0A000 */
export function takeStartup({
  settings: given,
}: Extract<StartupMessage, { kind: 'startup' }>): Required<
  Pick<SessionOptions, 'user' | 'settings'>
> {
  const user = given.get('user') ?? '';
  if (user === '') {
    throw new SqlError('28000', 'no PostgreSQL user name specified in startup packet');
  }
  checkDatabase(given.get('database') ?? user, user);
  const { replication = 'false' } = Object.fromEntries(given);
  if (!/^(false|off|no|0)$/i.test(replication)) {
    throw new SqlError('0A000', 'replication connections are not supported');
  }
  const own = [...given].filter(([name]) => !(noSettings.has(name) || name.startsWith('_pq_.')));
  return { user, settings: [...optionSettings(given.get('options') ?? ''), ...own] };
}

const noSettings: ReadonlySet<string> = new Set(['user', 'database', 'replication', 'options']);

/** A client that names no database means the one called as its user: here there is only one. @throws SqlError 3D000 */
function checkDatabase(database: string, user: string): void {
  if (database === databaseName || database === user) return;
  throw new SqlError('3D000', `database "${database}" does not exist`, {
    hint: `The database is called "${databaseName}".`,
  });
}

/** The settings of `-c name=value` and `--name=value`; a backslash keeps a space. */
function optionSettings(options: string): readonly (readonly [name: string, value: string])[] {
  const words = (options.match(/(?:\\.|\S)+/g) ?? []).map((word) => word.replace(/\\(.)/g, '$1'));
  return words
    .filter((word) => word !== '-c')
    .map((word): readonly [string, string] => {
      const [, name, value] = /^(?:-c|--)?([^=-][^=]*)=(.*)$/s.exec(word) ?? [];
      if (name !== undefined && value !== undefined) return [name.replaceAll('-', '_'), value];
      throw new SqlError('42601', `invalid command-line argument for server process: ${word}`);
    });
}

/** Writes what a client is told before its first statement. */
export function writeWelcome(
  writer: MessageWriter,
  start: Extract<StartupMessage, { kind: 'startup' }>,
  session: Session,
  { process, secret }: CancelKey,
): void {
  writeNegotiation(writer, start);
  writer.begin('R').int32(0).end();
  for (const [name, value] of session.reportedSettings()) writeParameterStatus(writer, name, value);
  writer.begin('K').int32(process).int32(secret).end();
}

/** A client that asks for more than 3.0 is told what it gets. */
function writeNegotiation(
  writer: MessageWriter,
  { minor, settings }: Extract<StartupMessage, { kind: 'startup' }>,
): void {
  const unknown = [...settings.keys()].filter((name) => name.startsWith('_pq_.'));
  if (minor === 0 && unknown.length === 0) return;
  writer.begin('v').int32(0).int32(unknown.length);
  for (const name of unknown) writer.text(name);
  writer.end();
}

/** Writes the value of a setting that clients follow. */
export function writeParameterStatus(writer: MessageWriter, name: string, value: string): void {
  writer.begin('S').text(name).text(value).end();
}
