import { SqlError, sqlState } from '../../../common/sql-error.ts';
import type { Statement } from '../../../engine/api.ts';
import type { StatementRun } from '../../../engine/session/statement-run.ts';
import { type Answer, commandDone } from '../session/answer.ts';
import type { SessionContext } from '../session/session-context.ts';
import { malformed } from '../wire/body-reader.ts';
import { readClientMessage } from '../wire/client-message.ts';

/** COPY … FROM STDIN: reads what the client sends. @throws SqlError what the engine raises, 57014 */
export async function performCopyIn(
  context: SessionContext,
  statement: Statement,
  run: StatementRun,
): Promise<Answer> {
  const { engine, session } = context;
  const { columns, write } = engine.copyIn(statement, session);
  await announce(context, columns);
  const rows = await write(copyPieces(context, run), run.signal);
  return commandDone(`COPY ${rows}`);
}

async function announce({ outbox }: SessionContext, columns: number): Promise<void> {
  const { writer } = outbox;
  writer.begin('G').int8(0).count(columns);
  for (let i = 0; i < columns; i += 1) writer.int16(0);
  writer.end();
  await outbox.flush();
}

/** What the client sends until it says that it is done. @throws SqlError 57014 when it gives up */
async function* copyPieces(
  { inbox }: SessionContext,
  run: StatementRun,
): AsyncIterable<Uint8Array> {
  for (;;) {
    const frame = await inbox.next();
    if (frame === null || run.signal.aborted) throw run.error();
    const message = readClientMessage(frame);
    switch (message.kind) {
      case 'copyData':
        yield message.bytes;
        break;
      case 'copyDone':
        return;
      case 'copyFail':
        throw new SqlError(sqlState.queryCanceled, `COPY from stdin failed: ${message.reason}`);
      case 'flush':
      case 'sync':
        break;
      default:
        throw malformed('unexpected message type during COPY from stdin');
    }
  }
}
