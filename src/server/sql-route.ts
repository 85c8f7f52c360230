import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ExecuteOptions } from '../engine/api.ts';
import { continuousStatement } from './continuous-query.ts';
import { problemOf, resultsText } from './problem.ts';
import { sendProblem } from './replies.ts';
import type { ServerContext } from './server-context.ts';
import { readSqlBody, type SqlBody } from './sql-body.ts';
import { answerInLines, followInLines } from './sql-lines.ts';
import { SqlSessions } from './sql-sessions.ts';

/** Bytes of a request's body at most. */
const sqlBytesMax = 8 * 1024 * 1024;

/** `POST /v1/sql`: runs one or many statements. */
export function addSqlRoute(app: FastifyInstance, context: ServerContext): void {
  const sessions = new SqlSessions(context.engine, context.clock);
  app.post('/v1/sql', { bodyLimit: sqlBytesMax }, async (request, reply) => {
    const name = request.headers['millrace-session'];
    const session = name === undefined ? undefined : sessions.session(String(name));
    const asked = { ...readSqlBody(request.body), session };
    if (!wantsLines(request)) return await answer(reply, asked, context);
    const statement = continuousStatement(context.engine, asked.sql, session);
    if (statement === null) return await answerInLines(reply, asked, context);
    return await followInLines(reply, { ...asked, statement }, context);
  });
}

function wantsLines(request: FastifyRequest): boolean {
  return /\bapplication\/x-ndjson\b/i.test(request.headers.accept ?? '');
}

async function answer(
  reply: FastifyReply,
  { sql, parameters, session }: SqlBody & Pick<ExecuteOptions, 'session'>,
  { engine, texts }: ServerContext,
): Promise<FastifyReply> {
  const left = new AbortController();
  reply.raw.once('close', () => left.abort());
  const { results, error } = await engine.execute(sql, {
    parameters,
    session,
    signal: left.signal,
  });
  const before = { results, texts };
  if (error !== null) return sendProblem(reply, problemOf(error, undefined, before));
  return reply.type('application/json; charset=utf-8').send(`{"results":[${resultsText(before)}]}`);
}
