import { attributeOid, oidAfter } from '../numbers.ts';
import { type SystemIndex, type SystemObject, systemOids } from '../system-objects.ts';
import { type Facts, perRelation, systemTable } from '../system-table.ts';
import { baseTypeOf, typeModifier, typeOid } from '../type-oids.ts';

/** Relations and indexes. */
export const pgClass = systemTable('pg_catalog.pg_class', {
  docs: 'tables, streams, views and indexes',
  columns: `oid oid, relname name, relnamespace oid, reltype oid, reloftype oid, relowner oid, relam oid,
    relfilenode oid, reltablespace oid, relpages int4, reltuples float4, relallvisible int4,
    reltoastrelid oid, relhasindex bool, relisshared bool, relpersistence char, relkind char,
    relnatts int2, relchecks int2, relhasrules bool, relhastriggers bool, relhassubclass bool,
    relrowsecurity bool, relforcerowsecurity bool, relispopulated bool, relreplident char,
    relispartition bool, relrewrite oid, relfrozenxid xid, relminmxid xid, relacl aclitem[],
    reloptions text[], relpartbound node`,
  defaults: {
    reltype: 0,
    reloftype: 0,
    relowner: systemOids.owner,
    relam: 0,
    relfilenode: 0,
    reltablespace: 0,
    relpages: 0,
    reltuples: -1,
    relallvisible: 0,
    reltoastrelid: 0,
    relhasindex: false,
    relisshared: false,
    relpersistence: 'p',
    relchecks: 0,
    relhasrules: false,
    relhastriggers: false,
    relhassubclass: false,
    relrowsecurity: false,
    relforcerowsecurity: false,
    relispopulated: true,
    relreplident: 'n',
    relispartition: false,
    relrewrite: 0,
    relfrozenxid: 0,
    relminmxid: 0,
  },
  rows: ({ relations, indexes, constraints }) => {
    const indexed = new Set(indexes.map(({ on }) => on.oid));
    const checks = new Map<number, number>();
    for (const { kind, on } of constraints) {
      if (kind === 'c') checks.set(on.oid, (checks.get(on.oid) ?? 0) + 1);
    }
    return [
      ...relations.map((each) => ({
        ...relationFacts(each),
        relhasindex: indexed.has(each.oid),
        relchecks: checks.get(each.oid) ?? 0,
      })),
      ...indexes.map(indexFacts),
    ];
  },
});

function relationFacts(relation: SystemObject): Facts {
  const { oid, name, schema, relkind, fields, definition, options } = relation;
  const isStored = definition !== null;
  return {
    oid,
    relname: name,
    relnamespace: schema.oid,
    reltype: isStored && relkind !== 'S' ? oid + oidAfter.rowType : 0,
    relam: accessMethod(relation),
    relfilenode: relkind === 'v' ? 0 : oid,
    reltuples: relation.rows(),
    relkind,
    relnatts: fields.length,
    relhasrules: relkind === 'v' || relkind === 'm',
    relreplident: isStored ? 'd' : 'n',
    reloptions: options.length === 0 ? null : options,
  };
}

function accessMethod({ kind, relkind }: SystemObject): number {
  if (kind === 'stream') return systemOids.stream;
  if (kind === 'materialized view') return systemOids.view;
  return relkind === 'r' ? systemOids.heap : 0;
}

function indexFacts({ oid, name, on, columns }: SystemIndex): Facts {
  return {
    oid,
    relname: name,
    relnamespace: on.schema.oid,
    relam: systemOids.hash,
    relfilenode: oid,
    reltuples: on.rows(),
    relkind: 'i',
    relnatts: columns.length,
  };
}

/** Columns of relations and indexes. */
export const pgAttribute = systemTable('pg_catalog.pg_attribute', {
  docs: 'columns of tables, streams, views and indexes',
  columns: `attrelid oid, attname name, atttypid oid, attstattarget int4, attlen int2, attnum int2,
    attndims int4, attcacheoff int4, atttypmod int4, attbyval bool, attalign char, attstorage char,
    attcompression char, attnotnull bool, atthasdef bool, atthasmissing bool, attidentity char,
    attgenerated char, attisdropped bool, attislocal bool, attinhcount int4, attcollation oid,
    attacl aclitem[], attoptions text[], attfdwoptions text[], attmissingval text`,
  defaults: {
    attstattarget: -1,
    attndims: 0,
    attcacheoff: -1,
    attalign: 'd',
    attcompression: '',
    atthasdef: false,
    atthasmissing: false,
    attisdropped: false,
    attislocal: true,
    attinhcount: 0,
  },
  rows: ({ relations, indexes }) => [
    ...relations.flatMap(columnsOf),
    ...indexes.flatMap(({ oid, on, columns }) =>
      columns.map((column, i) => ({
        ...columnFacts(on, column, oid, i + 1),
        attnotnull: false,
        atthasdef: false,
        attidentity: '',
        attgenerated: '',
      })),
    ),
  ],
});

const columnsOf = perRelation((relation) =>
  [...relation.fields.keys()].map((column) =>
    columnFacts(relation, column, relation.oid, column + 1),
  ),
);

function columnFacts(
  relation: SystemObject,
  column: number,
  attrelid: number,
  attnum: number,
): Facts {
  const field = relation.fields[column];
  if (field === undefined) return {};
  const { name, type, nullable } = field;
  const length = baseTypeOf(type)?.length ?? -1;
  return {
    attrelid,
    attname: name,
    atttypid: typeOid(type),
    attlen: length,
    attnum,
    attndims: type.kind === 'array' ? 1 : 0,
    atttypmod: typeModifier(type),
    attbyval: length > 0 && length <= 8,
    attstorage: length > 0 ? 'p' : 'x',
    attnotnull: !nullable,
    atthasdef: relation.defaultOf(column) !== null,
    attidentity: relation.identityOf(column),
    attgenerated: relation.isGenerated(column) ? 's' : '',
    attcollation: type.kind === 'text' ? 100 : 0,
  };
}

/** Values for columns that an insert leaves out. */
export const pgAttrdef = systemTable('pg_catalog.pg_attrdef', {
  docs: 'defaults of columns',
  columns: 'oid oid, adrelid oid, adnum int2, adbin node',
  rows: ({ relations }) =>
    relations.flatMap((relation) =>
      [...relation.fields.keys()].flatMap((column): readonly Facts[] => {
        const adbin = relation.defaultOf(column);
        if (adbin === null) return [];
        const { oid } = relation;
        return [{ oid: attributeOid(oid, column), adrelid: oid, adnum: column + 1, adbin }];
      }),
    ),
});

/** Which relations inherit from others: none do. */
export const pgInherits = systemTable('pg_catalog.pg_inherits', {
  docs: 'tables that inherit from others: there are none',
  columns: 'inhrelid oid, inhparent oid, inhseqno int4, inhdetachpending bool',
});
