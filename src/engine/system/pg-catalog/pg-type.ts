import { typeName } from '../../../data/sql-type.ts';
import { baseTypes } from '../base-types.ts';
import { oidAfter } from '../numbers.ts';
import { pgCatalog } from '../schemas.ts';
import { type SystemObject, systemOids } from '../system-objects.ts';
import { type Facts, systemTable } from '../system-table.ts';
import { typeOid } from '../type-oids.ts';

/** Types: PostgreSQL's own, the rows of relations, structs and maps of columns. */
export const pgType = systemTable('pg_catalog.pg_type', {
  docs: 'types of values',
  columns: `oid oid, typname name, typnamespace oid, typowner oid, typlen int2, typbyval bool, typtype char,
    typcategory char, typispreferred bool, typisdefined bool, typdelim char, typrelid oid,
    typsubscript regproc, typelem oid, typarray oid, typinput regproc, typoutput regproc,
    typreceive regproc, typsend regproc, typmodin regproc, typmodout regproc, typanalyze regproc,
    typalign char, typstorage char, typnotnull bool, typbasetype oid, typtypmod int4, typndims int4,
    typcollation oid, typdefaultbin node, typdefault text, typacl aclitem[]`,
  defaults: {
    typnamespace: pgCatalog.oid,
    typowner: systemOids.owner,
    typlen: -1,
    typbyval: false,
    typtype: 'b',
    typcategory: 'U',
    typispreferred: false,
    typisdefined: true,
    typdelim: ',',
    typrelid: 0,
    typsubscript: '-',
    typelem: 0,
    typarray: 0,
    typinput: '-',
    typoutput: '-',
    typreceive: '-',
    typsend: '-',
    typmodin: '-',
    typmodout: '-',
    typanalyze: '-',
    typalign: 'd',
    typstorage: 'p',
    typnotnull: false,
    typbasetype: 0,
    typtypmod: -1,
    typndims: 0,
    typcollation: 0,
  },
  rows: ({ relations, madeTypes }) => [
    ...fixedTypes,
    ...relations
      .filter(({ definition, relkind }) => definition !== null && relkind !== 'S')
      .flatMap(rowTypes),
    ...new Map(
      madeTypes.map((type) => [typeOid(type), madeFacts(typeOid(type), typeName(type))]),
    ).values(),
  ],
});

const fixedTypes: readonly Facts[] = baseTypes.flatMap((type): readonly Facts[] => {
  const { oid, name, length, category, isPreferred, array } = type;
  const isPseudo = category === 'P';
  const base: Facts = {
    oid,
    typname: name,
    typlen: length,
    typbyval: length > 0 && length <= 8,
    typtype: isPseudo ? 'p' : 'b',
    typcategory: category,
    typispreferred: isPreferred,
    typarray: array,
    typelem: elementOf(name),
    typinput: `${name}in`,
    typoutput: `${name}out`,
    typreceive: `${name}recv`,
    typsend: `${name}send`,
    typstorage: length > 0 ? 'p' : 'x',
    typcollation: category === 'S' ? 100 : 0,
  };
  return array === 0 ? [base] : [base, arrayFacts(array, `_${name}`, oid)];
});

/** Vectors of pg_catalog have elements without being arrays. */
function elementOf(name: string): number {
  if (name === 'int2vector') return 21;
  return name === 'oidvector' ? 26 : 0;
}

function arrayFacts(oid: number, name: string, element: number): Facts {
  return {
    oid,
    typname: name,
    typcategory: 'A',
    typsubscript: 'array_subscript_handler',
    typelem: element,
    typinput: 'array_in',
    typoutput: 'array_out',
    typreceive: 'array_recv',
    typsend: 'array_send',
    typstorage: 'x',
  };
}

/** The type of the rows of a relation, and that of arrays of them. */
function rowTypes({ oid, name, schema }: SystemObject): readonly Facts[] {
  const own = { typnamespace: schema.oid };
  const row = oid + oidAfter.rowType;
  return [
    {
      ...own,
      oid: row,
      typname: name,
      typtype: 'c',
      typcategory: 'C',
      typrelid: oid,
      typarray: oid + oidAfter.rowArray,
      typinput: 'record_in',
      typoutput: 'record_out',
      typreceive: 'record_recv',
      typsend: 'record_send',
      typstorage: 'x',
    },
    { ...arrayFacts(oid + oidAfter.rowArray, `_${name}`, row), ...own },
  ];
}

function madeFacts(oid: number, name: string): Facts {
  return { oid, typname: name, typcategory: 'U', typstorage: 'x' };
}

/** Words of enumerations: there are none. */
export const pgEnum = systemTable('pg_catalog.pg_enum', {
  docs: 'words of enumerated types: there are none',
  columns: 'oid oid, enumtypid oid, enumsortorder float4, enumlabel name',
});

/** Range types: there are none. */
export const pgRange = systemTable('pg_catalog.pg_range', {
  docs: 'range types: there are none',
  columns: `rngtypid oid, rngsubtype oid, rngmultitypid oid, rngcollation oid, rngsubopc oid,
    rngcanonical regproc, rngsubdiff regproc`,
});
