import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { SqlError, sqlState } from '../common/sql-error.ts';
import type { IngestFormat, IngestOutcome } from '../engine/api.ts';
import type { RecordsResponse } from '../protocol/messages.ts';
import { httpProblem, type ProblemAnswer, problemOf } from './problem.ts';
import { refuseHeader, sendProblem } from './replies.ts';
import { RequestBody } from './request-body.ts';
import type { ServerContext } from './server-context.ts';

/** Bytes of a request's body at most. */
const recordsBytesMax = 64 * 1024 * 1024;

/**
 * `POST /v1/streams/:name/records`: writes records and answers when they are durable. The body is
 * handed to the engine piece by piece as it comes: it is read once, straight into columns.
 */
export async function addRecordsRoute(app: FastifyInstance, context: ServerContext): Promise<void> {
  await app.register((scope, _options, ready) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, body, done) => done(null, body));
    scope.post<RecordsRequest>('/v1/streams/:name/records', (request, reply) =>
      writeRecords(request, reply, context),
    );
    ready();
  });
}

type RecordsRequest = { Params: { name: string } };

async function writeRecords(
  request: FastifyRequest<RecordsRequest>,
  reply: FastifyReply,
  { engine }: ServerContext,
): Promise<FastifyReply> {
  const body = new RequestBody(request.raw, recordsBytesMax);
  try {
    refuseHeader(request, 'idempotency-key');
    refuseHeader(request, 'content-encoding');
    const outcome = await engine.ingest(request.params.name, body, formatOf(request));
    const isRefused = outcome.accepted === 0 && outcome.rejected.length > 0;
    return reply
      .code(isRefused ? 422 : 200)
      .type('application/json; charset=utf-8')
      .send(outcomeText(outcome));
  } catch (error) {
    await body.discard();
    if (!body.isComplete) reply.header('connection', 'close');
    if (error instanceof UnknownFormat) return sendProblem(reply, error.problem);
    if (isUnknownRelation(error)) return sendProblem(reply, problemOf(error, 404));
    throw error;
  }
}

/** A request without a content type is taken for JSON. @throws UnknownFormat */
function formatOf(request: FastifyRequest): IngestFormat {
  const { 'content-type': contentType = '' } = request.headers;
  const [type = ''] = contentType.split(';');
  const format = formats.get(type.trim().toLowerCase());
  if (format === undefined) throw new UnknownFormat(contentType);
  return format;
}

const formats: ReadonlyMap<string, IngestFormat> = new Map([
  ['', 'json'],
  ['application/json', 'json'],
  ['application/x-ndjson', 'ndjson'],
  ['application/ndjson', 'ndjson'],
  ['application/jsonl', 'ndjson'],
  ['text/csv', 'csv'],
]);

class UnknownFormat extends Error {
  readonly problem: ProblemAnswer;

  constructor(contentType: string) {
    super();
    const hint =
      'Send application/json (an array or one object), application/x-ndjson or text/csv.';
    this.problem = httpProblem(415, `content type "${contentType}" is not supported`, hint);
  }
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
