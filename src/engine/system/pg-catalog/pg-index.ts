import { systemOids } from '../system-objects.ts';
import { systemTable } from '../system-table.ts';

/** Indexes. */
export const pgIndex = systemTable('pg_catalog.pg_index', {
  docs: 'indexes',
  columns: `indexrelid oid, indrelid oid, indnatts int2, indnkeyatts int2, indisunique bool,
    indnullsnotdistinct bool, indisprimary bool, indisexclusion bool, indimmediate bool,
    indisclustered bool, indisvalid bool, indcheckxmin bool, indisready bool, indislive bool,
    indisreplident bool, indkey int2[], indcollation oid[], indclass oid[], indoption int2[],
    indexprs node, indpred node`,
  defaults: {
    indnullsnotdistinct: false,
    indisexclusion: false,
    indimmediate: true,
    indisclustered: false,
    indisvalid: true,
    indcheckxmin: false,
    indisready: true,
    indislive: true,
    indisreplident: false,
  },
  rows: ({ indexes }) =>
    indexes.map(({ oid, on, columns, isUnique, isPrimary }) => ({
      indexrelid: oid,
      indrelid: on.oid,
      indnatts: columns.length,
      indnkeyatts: columns.length,
      indisunique: isUnique,
      indisprimary: isPrimary,
      indkey: columns.map((column) => column + 1),
      indcollation: columns.map(() => 0),
      indclass: columns.map(() => 0),
      indoption: columns.map(() => 0),
    })),
});

/** Constraints of tables. */
export const pgConstraint = systemTable('pg_catalog.pg_constraint', {
  docs: 'constraints of tables',
  columns: `oid oid, conname name, connamespace oid, contype char, condeferrable bool, condeferred bool,
    convalidated bool, conrelid oid, contypid oid, conindid oid, conparentid oid, confrelid oid,
    confupdtype char, confdeltype char, confmatchtype char, conislocal bool, coninhcount int4,
    connoinherit bool, conkey int2[], confkey int2[], conpfeqop oid[], conppeqop oid[],
    conffeqop oid[], confdelsetcols int2[], conexclop oid[], conbin node`,
  defaults: {
    condeferrable: false,
    condeferred: false,
    convalidated: true,
    contypid: 0,
    conindid: 0,
    conparentid: 0,
    confrelid: 0,
    confupdtype: ' ',
    confdeltype: ' ',
    confmatchtype: ' ',
    conislocal: true,
    coninhcount: 0,
    connoinherit: false,
  },
  rows: ({ constraints }) =>
    constraints.map(({ oid, name, kind, on, columns, index, references }) => ({
      oid,
      conname: name,
      connamespace: on.schema.oid,
      contype: kind,
      conrelid: on.oid,
      conindid: index?.oid ?? 0,
      conkey: columns.map((column) => column + 1),
      ...(references === null
        ? {}
        : {
            confrelid: references.to.oid,
            confkey: references.columns.map((column) => column + 1),
            confupdtype: 'a',
            confdeltype: 'a',
            confmatchtype: 's',
          }),
    })),
});

/** How rows are kept and found. */
export const pgAm = systemTable('pg_catalog.pg_am', {
  docs: 'how rows are kept and found',
  columns: 'oid oid, amname name, amhandler regproc, amtype char',
  rows: () => [
    { oid: systemOids.heap, amname: 'table', amhandler: '-', amtype: 't' },
    { oid: systemOids.stream, amname: 'stream', amhandler: '-', amtype: 't' },
    { oid: systemOids.view, amname: 'view', amhandler: '-', amtype: 't' },
    { oid: systemOids.btree, amname: 'btree', amhandler: '-', amtype: 'i' },
    { oid: systemOids.hash, amname: 'hash', amhandler: '-', amtype: 'i' },
  ],
});
