import type { FastifyInstance } from 'fastify';
import type { ServerContext } from './server-context.ts';

/** `GET /health/live`: the process answers. `GET /health/ready`: everything is there to work with. */
export function addHealthRoute(app: FastifyInstance, context: ServerContext): void {
  app.get('/health/live', () => ({ status: 'live' }));

  app.get('/health/ready', (_request, reply) => {
    const { ready, waitingFor } = context.engine.readiness();
    if (ready && !context.isDraining()) return { status: 'ready' };
    reply.code(503).header('retry-after', '1');
    if (context.isDraining()) return { status: 'draining', waitingFor: [] };
    return { status: 'starting', waitingFor };
  });
}
