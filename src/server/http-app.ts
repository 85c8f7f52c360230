import Fastify, { type FastifyError, type FastifyInstance, type FastifyRequest } from 'fastify';
import { SqlError } from '../common/sql-error.ts';
import { asSqlError } from './error-text.ts';
import { addHealthRoute } from './health-route.ts';
import { addObjectsRoute } from './objects-route.ts';
import { isOurHost, isOurOrigin } from './origin-guard.ts';
import { httpProblem, type ProblemAnswer, problemOf } from './problem.ts';
import { addRecordsRoute } from './records-route.ts';
import { sendProblem } from './replies.ts';
import type { ServerContext } from './server-context.ts';
import { addSqlRoute } from './sql-route.ts';
import { addWebRoute } from './web-route.ts';

/** A request that has not arrived whole after so long is refused. */
const requestMs = 60_000;

/** Everything that is answered over plain HTTP, not yet listening. */
export async function openHttpApp(
  context: ServerContext,
  webDirectory: string | null,
): Promise<FastifyInstance> {
  const app = Fastify({
    logger: false,
    requestTimeout: requestMs,
    forceCloseConnections: 'idle',
    schemaController: { compilersFactory: noCompilers },
  });
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(securityHeaders);
    const refusal = refusalOf(request, context);
    if (refusal === null) done();
    else sendProblem(reply, refusal);
  });
  app.setErrorHandler((error: FastifyError | SqlError, _request, reply) =>
    sendProblem(reply, problemOfFailure(error, context)),
  );
  app.setNotFoundHandler((request, reply) =>
    sendProblem(reply, httpProblem(404, `there is nothing at ${request.method} ${request.url}`)),
  );
  addHealthRoute(app, context);
  addSqlRoute(app, context);
  addObjectsRoute(app, context);
  await addRecordsRoute(app, context);
  app.get('/v1/live', (_request, reply) =>
    sendProblem(reply.header('upgrade', 'websocket'), httpProblem(426, 'open a WebSocket here')),
  );
  await addWebRoute(app, webDirectory);
  return app;
}

/** No route has a schema of Fastify's: their compilers need not be loaded, which takes a while. */
const noCompilers = { buildValidator: noCompiler, buildSerializer: noCompiler };

function noCompiler(): never {
  throw new Error('assertion failed: no route has a schema');
}

/** The console loads nothing from elsewhere; its editor injects styles. */
const securityHeaders = {
  'content-security-policy':
    "default-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self' ws: wss:; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

function refusalOf(
  { headers, method }: FastifyRequest,
  context: ServerContext,
): ProblemAnswer | null {
  if (!isOurHost(headers.host, context.rules)) {
    return httpProblem(403, `the host "${headers.host ?? ''}" is not this server`);
  }
  if (method === 'GET' || method === 'HEAD') return null;
  if (isOurOrigin(headers.origin, headers.host, context.rules)) return null;
  return httpProblem(403, `pages of ${headers.origin ?? ''} may not use this server`);
}

function problemOfFailure(error: FastifyError | SqlError, context: ServerContext): ProblemAnswer {
  if (error instanceof SqlError) return problemOf(error);
  const status = error.statusCode ?? 500;
  if (status >= 500 && status !== 503) return problemOf(asSqlError(error, context.log));
  return httpProblem(status, messages[error.code] ?? lowerFirst(error.message));
}

/** Fastify's refusals in our words. */
const messages: Readonly<Record<string, string>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'the body is too large',
  FST_ERR_CTP_INVALID_JSON_BODY: 'the body is not valid JSON',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'the body is empty',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'the content type is not supported',
};

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
