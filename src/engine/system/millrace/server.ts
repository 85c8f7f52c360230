import { serverVersion } from '../../server-version.ts';
import { systemFunctions } from '../listed-functions.ts';
import { systemTable } from '../system-table.ts';

/** Settings of the session, as SHOW ALL lists them. */
export const settings = systemTable('millrace.settings', {
  docs: 'settings of the session',
  columns: 'name text, setting text',
  rows: ({ session }) => session.settings().map(([name, setting]) => ({ name, setting })),
});

/** Everything that can be read or called for by a name. */
export const objects = systemTable('millrace.objects', {
  docs: 'what people have made: streams, tables, views, indexes, sequences and functions',
  columns: 'name name, schema name, kind text, comment text, sql text',
  rows: ({ view }) =>
    view.objects().map(({ definition }) => ({
      name: definition.name,
      schema: definition.kind === 'schema' ? null : (definition.schema ?? 'public'),
      kind: definition.kind,
      comment: definition.docs,
      sql: 'sql' in definition ? definition.sql : null,
    })),
});

/** Which object needs which. */
export const dependencies = systemTable('millrace.dependencies', {
  docs: 'which object needs which',
  columns: 'name name, schema name, kind text, needs name, needs_schema name, needs_kind text',
  rows: ({ view }) =>
    view.objects().flatMap(({ definition, reads }) =>
      reads.flatMap((id) => {
        const needed = view.object(id)?.definition;
        if (needed === undefined) return [];
        return [
          {
            name: definition.name,
            schema: definition.schema ?? 'public',
            kind: definition.kind,
            needs: needed.name,
            needs_schema: needed.schema ?? 'public',
            needs_kind: needed.kind,
          },
        ];
      }),
    ),
});

/** Functions and aggregates with what they do. */
export const functions = systemTable('millrace.functions', {
  docs: 'functions and aggregates with what they do',
  columns: 'name name, schema name, kind text, arguments text, result text, docs text',
  rows: (all) =>
    systemFunctions(all).map((each) => ({
      name: each.name,
      schema: each.schema.name,
      kind: each.kind,
      arguments: each.argumentTypes.join(', '),
      result: each.resultType,
      docs: each.docs,
    })),
});

/** The server: one row. */
export const server = systemTable('millrace.server', {
  docs: 'the server itself: one row',
  columns:
    'version text, started timestamptz, epoch int8, cut_time timestamptz, trouble text, subscriptions int4',
  rows: ({ context }) => [
    {
      version: serverVersion,
      started: BigInt(context.startedMicros),
      epoch: context.rounds.cut.epoch,
      cut_time: BigInt(Math.trunc(context.rounds.cut.nowMicros)),
      trouble: context.rounds.trouble?.message,
      subscriptions: context.subscriptions.queries().length,
    },
  ],
});
