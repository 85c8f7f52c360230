import { databaseName, systemOids } from '../system-objects.ts';
import { systemTable } from '../system-table.ts';

/** The one database. */
export const pgDatabase = systemTable('pg_catalog.pg_database', {
  docs: 'databases: this server has one',
  columns: `oid oid, datname name, datdba oid, encoding int4, datlocprovider char, datistemplate bool,
    datallowconn bool, datconnlimit int4, datfrozenxid xid, datminmxid xid, dattablespace oid,
    datcollate text, datctype text, daticulocale text, datcollversion text, datacl aclitem[]`,
  rows: () => [
    {
      oid: systemOids.database,
      datname: databaseName,
      datdba: systemOids.owner,
      encoding: 6,
      datlocprovider: 'c',
      datistemplate: false,
      datallowconn: true,
      datconnlimit: -1,
      datfrozenxid: 0,
      datminmxid: 0,
      dattablespace: systemOids.tablespace,
      datcollate: 'C',
      datctype: 'C',
    },
  ],
});

/** Schemas. */
export const pgNamespace = systemTable('pg_catalog.pg_namespace', {
  docs: 'schemas',
  columns: 'oid oid, nspname name, nspowner oid, nspacl aclitem[]',
  rows: ({ schemas }) =>
    schemas.map(({ oid, name }) => ({ oid, nspname: name, nspowner: systemOids.owner })),
});

/** Where files lie: everything is in the data directory. */
export const pgTablespace = systemTable('pg_catalog.pg_tablespace', {
  docs: 'places of files: everything is in the data directory',
  columns: 'oid oid, spcname name, spcowner oid, spcacl aclitem[], spcoptions text[]',
  rows: () => [
    { oid: systemOids.tablespace, spcname: 'pg_default', spcowner: systemOids.owner },
    { oid: 1664, spcname: 'pg_global', spcowner: systemOids.owner },
  ],
});

/** Collations: texts are ordered by their bytes. */
export const pgCollation = systemTable('pg_catalog.pg_collation', {
  docs: 'orders of texts: that of their bytes',
  columns: `oid oid, collname name, collnamespace oid, collowner oid, collprovider char,
    collisdeterministic bool, collencoding int4, collcollate text, collctype text, colliculocale text,
    collversion text`,
  rows: () =>
    (
      [
        [100, 'default', 'd'],
        [950, 'C', 'c'],
        [951, 'POSIX', 'c'],
      ] as const
    ).map(([oid, collname, collprovider]) => ({
      oid,
      collname,
      collprovider,
      collnamespace: 11,
      collowner: systemOids.owner,
      collisdeterministic: true,
      collencoding: -1,
      collcollate: 'C',
      collctype: 'C',
    })),
});
