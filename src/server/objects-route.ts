import type { FastifyInstance } from 'fastify';
import { SqlError, sqlState } from '../common/sql-error.ts';
import type { RelationSummary } from '../engine/api.ts';
import type { ObjectInfo } from '../protocol/messages.ts';
import { problemOf } from './problem.ts';
import { sendProblem } from './replies.ts';
import type { ServerContext } from './server-context.ts';
import { columnsOf } from './statement-text.ts';

/** `GET /v1/objects`, `/v1/streams`, `/v1/tables`, `/v1/views`, and one of them by its name. */
export function addObjectsRoute(app: FastifyInstance, { engine }: ServerContext): void {
  for (const [folder, kinds] of Object.entries(folders)) {
    const listed = (): readonly RelationSummary[] =>
      engine.relations().filter((relation) => kinds.includes(relation.kind));

    app.get(`/v1/${folder}`, () => ({ objects: listed().map(infoOf) }));

    app.get<{ Params: { name: string } }>(`/v1/${folder}/:name`, (request, reply) => {
      const { name } = request.params;
      const found = listed().find((relation) => relation.name === name);
      if (found !== undefined) return infoOf(found);
      const error = new SqlError(sqlState.undefinedTable, `relation "${name}" does not exist`);
      return sendProblem(reply, problemOf(error, 404));
    });
  }
}

const folders: Readonly<Record<string, readonly RelationSummary['kind'][]>> = {
  objects: ['stream', 'table', 'view', 'materialized view'],
  streams: ['stream'],
  tables: ['table'],
  views: ['view', 'materialized view'],
};

function infoOf(relation: RelationSummary): ObjectInfo {
  const { name, kind, schema, key, rows, sql, connector, status, progress } = relation;
  return {
    name,
    kind,
    columns: columnsOf(schema),
    key,
    rows,
    sql,
    ...(connector === null ? {} : { connector }),
    ...(status === null ? {} : { status }),
    ...(progress === null ? {} : { progress }),
  };
}
