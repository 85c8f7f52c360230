import type { FastifyReply, FastifyRequest } from 'fastify';
import { SqlError, sqlState } from '../common/sql-error.ts';
import { type ProblemAnswer, problemType } from './problem.ts';

/** Sends a problem document; one that asks to wait says how long. */
export function sendProblem(reply: FastifyReply, { status, text }: ProblemAnswer): FastifyReply {
  if (status === 503) reply.header('retry-after', '1');
  return reply.code(status).type(problemType).send(text);
}

/**
 * Refuses a header that promises something which is not kept yet: to ignore it would be worse.
 * @throws SqlError 0A000
 */
export function refuseHeader(request: FastifyRequest, name: string): void {
  if (request.headers[name] === undefined) return;
  throw new SqlError(sqlState.featureNotSupported, `the header ${name} is not supported yet`, {
    hint: 'Send the request without it.',
  });
}
