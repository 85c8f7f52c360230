import { databaseName, type SystemObject, systemOids } from '../system-objects.ts';
import { type Facts, systemTable } from '../system-table.ts';

/** What runs for people: subscriptions and the statement that asks. */
export const pgStatActivity = systemTable('pg_catalog.pg_stat_activity', {
  docs: 'what runs: continuous queries of subscribers',
  columns: `datid oid, datname name, pid int4, leader_pid int4, usesysid oid, usename name,
    application_name text, client_addr inet, client_hostname text, client_port int4,
    backend_start timestamptz, xact_start timestamptz, query_start timestamptz,
    state_change timestamptz, wait_event_type text, wait_event text, state text, backend_xid xid,
    backend_xmin xid, query_id int8, query text, backend_type text`,
  defaults: {
    datid: systemOids.database,
    datname: databaseName,
    backend_type: 'client backend',
    state: 'active',
  },
  rows: ({ context, session }) =>
    context.subscriptions.queries().map(
      ({ sql, query }, i): Facts => ({
        pid: i + 1,
        usename: session.user,
        query: sql,
        state: query.error === null ? 'active' : 'failed',
        wait_event: query.waitingFor(),
      }),
    ),
});

const stats = `relid oid, schemaname name, relname name, seq_scan int8, seq_tup_read int8, idx_scan int8,
    idx_tup_fetch int8, n_tup_ins int8, n_tup_upd int8, n_tup_del int8, n_tup_hot_upd int8,
    n_live_tup int8, n_dead_tup int8, n_mod_since_analyze int8, n_ins_since_vacuum int8,
    last_vacuum timestamptz, last_autovacuum timestamptz, last_analyze timestamptz,
    last_autoanalyze timestamptz, vacuum_count int8, autovacuum_count int8, analyze_count int8,
    autoanalyze_count int8`;

function statFacts({ oid, schema, name, rows }: SystemObject): Facts {
  return { relid: oid, schemaname: schema.name, relname: name, n_live_tup: rows(), n_dead_tup: 0 };
}

/** How many rows there are. */
export const pgStatUserTables = systemTable('pg_catalog.pg_stat_user_tables', {
  docs: 'rows of what people have made',
  columns: stats,
  rows: ({ relations }) =>
    relations
      .filter(({ definition, relkind }) => definition !== null && relkind !== 'v')
      .map(statFacts),
});

/** The same, with the system's own. */
export const pgStatAllTables = systemTable('pg_catalog.pg_stat_all_tables', {
  docs: 'rows of tables, streams and materialized views',
  columns: stats,
  rows: ({ relations }) => relations.filter(({ relkind }) => relkind !== 'v').map(statFacts),
});

/** The database as a whole. */
export const pgStatDatabase = systemTable('pg_catalog.pg_stat_database', {
  docs: 'the database as a whole',
  columns: `datid oid, datname name, numbackends int4, xact_commit int8, xact_rollback int8,
    blks_read int8, blks_hit int8, tup_returned int8, tup_fetched int8, tup_inserted int8,
    tup_updated int8, tup_deleted int8, conflicts int8, temp_files int8, temp_bytes int8,
    deadlocks int8, stats_reset timestamptz`,
  rows: () => [{ datid: systemOids.database, datname: databaseName }],
});
