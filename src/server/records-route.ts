import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { SqlError, sqlState } from '../common/sql-error.ts';
import type { IngestFormat, IngestOutcome } from '../engine/api.ts';
import type { RecordsResponse } from '../protocol/messages.ts';
import { httpProblem, type ProblemAnswer, problemOf } from './problem.ts';
import { refuseHeader, sendProblem } from './replies.ts';
import type { ServerContext } from './server-context.ts';

/** Bytes of a request's body at most. */
const recordsBytesMax = 64 * 1024 * 1024;

/**
 * `POST /v1/streams/:name/records`: writes records and answers when they are durable. The body is
 * handed to the engine as it came: it is read once, straight into columns.
 */
export async function addRecordsRoute(app: FastifyInstance, context: ServerContext): Promise<void> {
  await app.register((scope, _options, ready) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    );
    scope.post<RecordsRequest>(
      '/v1/streams/:name/records',
      { bodyLimit: recordsBytesMax },
      (request, reply) => writeRecords(request, reply, context),
    );
    ready();
  });
}

type RecordsRequest = { Params: { name: string }; Body: Buffer | undefined };

async function writeRecords(
  request: FastifyRequest<RecordsRequest>,
  reply: FastifyReply,
  { engine }: ServerContext,
): Promise<FastifyReply> {
  refuseHeader(request, 'idempotency-key');
  refuseHeader(request, 'content-encoding');
  const format = formatOf(request.headers['content-type']);
  if (format === null) return sendProblem(reply, unknownFormat(request.headers['content-type']));
  try {
    const body = request.body ?? new Uint8Array();
    const outcome = await engine.ingest(request.params.name, body, format);
    const isRefused = outcome.accepted === 0 && outcome.rejected.length > 0;
    return reply
      .code(isRefused ? 422 : 200)
      .type('application/json; charset=utf-8')
      .send(outcomeText(outcome));
  } catch (error) {
    if (!isUnknownRelation(error)) throw error;
    return sendProblem(reply, problemOf(error, 404));
  }
}

/** A request without a content type is taken for JSON. */
function formatOf(contentType = ''): IngestFormat | null {
  const [type = ''] = contentType.split(';');
  return formats.get(type.trim().toLowerCase()) ?? null;
}

const formats: ReadonlyMap<string, IngestFormat> = new Map([
  ['', 'json'],
  ['application/json', 'json'],
  ['application/x-ndjson', 'ndjson'],
  ['application/ndjson', 'ndjson'],
  ['application/jsonl', 'ndjson'],
  ['text/csv', 'csv'],
]);

function unknownFormat(contentType = ''): ProblemAnswer {
  return httpProblem(
    415,
    `content type "${contentType}" is not supported`,
    'Send application/json (an array or one object), application/x-ndjson or text/csv.',
  );
}

function isUnknownRelation(error: unknown): error is SqlError {
  return error instanceof SqlError && error.code === sqlState.undefinedTable;
}

/** The answer in the words of the wire: offsets are strings. */
function outcomeText({ accepted, rejected, offsets }: IngestOutcome): string {
  const response: RecordsResponse = {
    accepted,
    rejected,
    offsets: offsets.map(({ partition, first, last }) => ({
      partition,
      first: String(first),
      last: String(last),
    })),
  };
  return JSON.stringify(response);
}
