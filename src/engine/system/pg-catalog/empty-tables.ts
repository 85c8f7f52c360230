import { type SystemTable, systemTable } from '../system-table.ts';

/** What PostgreSQL has and this server has none of: clients ask for it all the same. */
const none: Readonly<Record<string, string>> = {
  pg_auth_members: 'oid oid, roleid oid, member oid, grantor oid, admin_option bool',
  pg_available_extensions: 'name name, default_version text, installed_version text, comment text',
  pg_conversion:
    'oid oid, conname name, connamespace oid, conowner oid, conforencoding int4, contoencoding int4, conproc regproc, condefault bool',
  pg_cursors:
    'name text, statement text, is_holdable bool, is_binary bool, is_scrollable bool, creation_time timestamptz',
  pg_db_role_setting: 'setdatabase oid, setrole oid, setconfig text[]',
  pg_default_acl:
    'oid oid, defaclrole oid, defaclnamespace oid, defaclobjtype char, defaclacl aclitem[]',
  pg_event_trigger:
    'oid oid, evtname name, evtevent name, evtowner oid, evtfoid oid, evtenabled char, evttags text[]',
  pg_extension:
    'oid oid, extname name, extowner oid, extnamespace oid, extrelocatable bool, extversion text, extconfig oid[], extcondition text[]',
  pg_foreign_data_wrapper:
    'oid oid, fdwname name, fdwowner oid, fdwhandler oid, fdwvalidator oid, fdwacl aclitem[], fdwoptions text[]',
  pg_foreign_server:
    'oid oid, srvname name, srvowner oid, srvfdw oid, srvtype text, srvversion text, srvacl aclitem[], srvoptions text[]',
  pg_foreign_table: 'ftrelid oid, ftserver oid, ftoptions text[]',
  pg_group: 'groname name, grosysid oid, grolist oid[]',
  pg_init_privs: 'objoid oid, classoid oid, objsubid int4, privtype char, initprivs aclitem[]',
  pg_largeobject_metadata: 'oid oid, lomowner oid, lomacl aclitem[]',
  pg_locks:
    'locktype text, database oid, relation oid, page int4, tuple int2, virtualxid text, transactionid xid, classid oid, objid oid, objsubid int2, virtualtransaction text, pid int4, mode text, granted bool, fastpath bool, waitstart timestamptz',
  pg_opclass:
    'oid oid, opcmethod oid, opcname name, opcnamespace oid, opcowner oid, opcfamily oid, opcintype oid, opcdefault bool, opckeytype oid',
  pg_opfamily: 'oid oid, opfmethod oid, opfname name, opfnamespace oid, opfowner oid',
  pg_amop:
    'oid oid, amopfamily oid, amoplefttype oid, amoprighttype oid, amopstrategy int2, amoppurpose char, amopopr oid, amopmethod oid, amopsortfamily oid',
  pg_amproc:
    'oid oid, amprocfamily oid, amproclefttype oid, amprocrighttype oid, amprocnum int2, amproc oid',
  pg_parameter_acl: 'oid oid, parname text, paracl aclitem[]',
  pg_partitioned_table:
    'partrelid oid, partstrat char, partnatts int2, partdefid oid, partattrs int2[], partclass oid[], partcollation oid[], partexprs node',
  pg_policies:
    'schemaname name, tablename name, policyname name, permissive text, roles name[], cmd text, qual text, with_check text',
  pg_policy:
    'oid oid, polname name, polrelid oid, polcmd char, polpermissive bool, polroles oid[], polqual node, polwithcheck node',
  pg_prepared_statements:
    'name text, statement text, prepare_time timestamptz, parameter_types text[], from_sql bool',
  pg_prepared_xacts: 'transaction xid, gid text, prepared timestamptz, owner name, database name',
  pg_publication:
    'oid oid, pubname name, pubowner oid, puballtables bool, pubinsert bool, pubupdate bool, pubdelete bool, pubtruncate bool, pubviaroot bool',
  pg_publication_namespace: 'oid oid, pnpubid oid, pnnspid oid',
  pg_publication_rel: 'oid oid, prpubid oid, prrelid oid, prqual node, prattrs int2[]',
  pg_publication_tables:
    'pubname name, schemaname name, tablename name, attnames name[], rowfilter text',
  pg_replication_slots:
    'slot_name name, plugin name, slot_type text, datoid oid, database name, temporary bool, active bool, active_pid int4, xmin xid, catalog_xmin xid, restart_lsn text, confirmed_flush_lsn text, wal_status text',
  pg_rules: 'schemaname name, tablename name, rulename name, definition text',
  pg_seclabel: 'objoid oid, classoid oid, objsubid int4, provider text, label text',
  pg_seclabels:
    'objoid oid, classoid oid, objsubid int4, objtype text, objnamespace oid, objname text, provider text, label text',
  pg_shdepend:
    'dbid oid, classid oid, objid oid, objsubid int4, refclassid oid, refobjid oid, deptype char',
  pg_shseclabel: 'objoid oid, classoid oid, provider text, label text',
  pg_stat_replication:
    'pid int4, usesysid oid, usename name, application_name text, client_addr inet, state text',
  pg_stat_user_indexes:
    'relid oid, indexrelid oid, schemaname name, relname name, indexrelname name, idx_scan int8, idx_tup_read int8, idx_tup_fetch int8',
  pg_stat_ssl: 'pid int4, ssl bool, version text, cipher text, bits int4, client_dn text',
  pg_statio_user_tables:
    'relid oid, schemaname name, relname name, heap_blks_read int8, heap_blks_hit int8, idx_blks_read int8, idx_blks_hit int8',
  pg_statistic_ext:
    'oid oid, stxrelid oid, stxname name, stxnamespace oid, stxowner oid, stxstattarget int4, stxkeys int2[], stxkind char[], stxexprs node',
  pg_stats:
    'schemaname name, tablename name, attname name, inherited bool, null_frac float4, avg_width int4, n_distinct float4',
  pg_subscription:
    'oid oid, subdbid oid, subskiplsn text, subname name, subowner oid, subenabled bool, subbinary bool, substream bool, subtwophasestate char, subdisableonerr bool, subconninfo text, subslotname name, subsynccommit text, subpublications text[]',
  pg_subscription_rel: 'srsubid oid, srrelid oid, srsubstate char, srsublsn text',
  pg_transform: 'oid oid, trftype oid, trflang oid, trffromsql regproc, trftosql regproc',
  pg_trigger:
    'oid oid, tgrelid oid, tgparentid oid, tgname name, tgfoid oid, tgtype int2, tgenabled char, tgisinternal bool, tgconstrrelid oid, tgconstrindid oid, tgconstraint oid, tgdeferrable bool, tginitdeferred bool, tgnargs int2, tgattr int2[], tgargs text, tgqual node, tgoldtable name, tgnewtable name',
  pg_ts_config: 'oid oid, cfgname name, cfgnamespace oid, cfgowner oid, cfgparser oid',
  pg_ts_dict:
    'oid oid, dictname name, dictnamespace oid, dictowner oid, dicttemplate oid, dictinitoption text',
  pg_ts_parser: 'oid oid, prsname name, prsnamespace oid',
  pg_ts_template: 'oid oid, tmplname name, tmplnamespace oid',
  pg_user_mapping: 'oid oid, umuser oid, umserver oid, umoptions text[]',
  pg_user_mappings: 'umid oid, srvid oid, srvname name, umuser oid, usename name, umoptions text[]',
};

/** Relations of pg_catalog without rows. */
export const emptyTables: readonly SystemTable[] = Object.entries(none).map(([name, columns]) =>
  systemTable(`pg_catalog.${name}`, {
    columns,
    docs: 'empty: this server has nothing of the kind',
  }),
);
