import { type SystemFunction, systemFunctions } from '../listed-functions.ts';
import { systemOids } from '../system-objects.ts';
import { type Facts, systemTable } from '../system-table.ts';

/** The number of the language of what is built in. */
const internalLanguage = 12;

/** The number of the language of what people make. */
const sqlLanguage = 14;

/** Functions and aggregates. */
export const pgProc = systemTable('pg_catalog.pg_proc', {
  docs: 'functions and aggregates',
  columns: `oid oid, proname name, pronamespace oid, proowner oid, prolang oid, procost float4,
    prorows float4, provariadic oid, prosupport regproc, prokind char, prosecdef bool,
    proleakproof bool, proisstrict bool, proretset bool, provolatile char, proparallel char,
    pronargs int2, pronargdefaults int2, prorettype oid, proargtypes text, proallargtypes oid[],
    proargmodes char[], proargnames text[], proargdefaults node, protrftypes oid[], prosrc text,
    probin text, prosqlbody node, proconfig text[], proacl aclitem[]`,
  defaults: {
    proowner: systemOids.owner,
    procost: 1,
    prorows: 0,
    provariadic: 0,
    prosupport: '-',
    prosecdef: false,
    proleakproof: false,
    proretset: false,
    proparallel: 's',
    pronargdefaults: 0,
  },
  rows: (objects) => systemFunctions(objects).map(functionFacts),
});

function functionFacts(each: SystemFunction): Facts {
  const { oid, name, kind, argumentTypes, argumentOids, resultOid } = each;
  const isVariadic = argumentTypes.at(-1)?.startsWith('VARIADIC') === true;
  return {
    oid,
    proname: name,
    pronamespace: each.schema.oid,
    prolang: each.definition === null ? internalLanguage : sqlLanguage,
    prokind: kind === 'aggregate' ? 'a' : 'f',
    provariadic: isVariadic ? (argumentOids.at(-1) ?? 0) : 0,
    proisstrict: each.isStrict,
    provolatile: each.volatility.charAt(0),
    pronargs: argumentOids.length,
    prorettype: resultOid,
    // An oidvector, which clients read as its text.
    proargtypes: argumentOids.join(' '),
    proargnames: argumentNames(each),
    prosrc: each.definition?.body ?? name,
  };
}

function argumentNames({ definition }: SystemFunction): readonly string[] | null {
  const names = (definition?.parameters ?? []).map(({ name }) => name ?? '');
  return names.some((name) => name !== '') ? names : null;
}

/** What aggregates are made of: they are one piece here. */
export const pgAggregate = systemTable('pg_catalog.pg_aggregate', {
  docs: 'aggregates',
  columns: `aggfnoid oid, aggkind char, aggnumdirectargs int2, aggtransfn regproc, aggfinalfn regproc,
    aggcombinefn regproc, aggserialfn regproc, aggdeserialfn regproc, aggmtransfn regproc,
    aggminvtransfn regproc, aggmfinalfn regproc, aggsortop oid, aggtranstype oid, agginitval text`,
  rows: (objects) =>
    systemFunctions(objects)
      .filter(({ kind }) => kind === 'aggregate')
      .map(({ oid, name, resultOid }) => ({
        aggfnoid: oid,
        aggkind: 'n',
        aggnumdirectargs: 0,
        aggtransfn: name,
        aggfinalfn: '-',
        aggcombinefn: '-',
        aggserialfn: '-',
        aggdeserialfn: '-',
        aggmtransfn: '-',
        aggminvtransfn: '-',
        aggmfinalfn: '-',
        aggsortop: 0,
        aggtranstype: resultOid,
      })),
});

/** Languages of functions. */
export const pgLanguage = systemTable('pg_catalog.pg_language', {
  docs: 'languages of functions',
  columns: `oid oid, lanname name, lanowner oid, lanispl bool, lanpltrusted bool, lanplcallfoid oid,
    laninline oid, lanvalidator oid, lanacl aclitem[]`,
  defaults: {
    lanowner: systemOids.owner,
    lanispl: false,
    lanpltrusted: true,
    lanplcallfoid: 0,
    laninline: 0,
    lanvalidator: 0,
  },
  rows: () => [
    { oid: internalLanguage, lanname: 'internal' },
    { oid: sqlLanguage, lanname: 'sql' },
  ],
});
