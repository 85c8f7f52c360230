import { SqlError, sqlState } from '../../../common/sql-error.ts';
import { printIdentifier } from '../../../parser/print.ts';
import {
  argumentText,
  functionOf,
  type SystemFunction,
  systemFunctions,
} from '../listed-functions.ts';
import { findOperator, operatorNames } from '../pg-catalog/pg-operator.ts';
import { roleNames } from '../pg-catalog/pg-roles.ts';
import type { SystemObjects } from '../system-objects.ts';
import { shownType, typeOidNamed } from '../type-oids.ts';
import { type CatalogAnswer, numberOf, textOf } from './catalog-answer.ts';
import { findRelationOid, isOnPath, nameParts, visibleName } from './relation-name.ts';

type Find = (name: string, objects: SystemObjects) => number | null;
type Name = (oid: number, objects: SystemObjects) => string | null;

/** A kind of object with numbers and names: how either is found, and what is said when there is none. */
type Kind = {
  readonly find: Find;
  readonly name: Name;
  readonly missing: (name: string) => SqlError;
};

const kinds: Readonly<Record<string, Kind>> = {
  regclass: {
    find: findRelationOid,
    name: relationName,
    missing: (name) => missing(sqlState.undefinedTable, `relation "${name}"`),
  },
  regtype: {
    find: findTypeOid,
    name: (oid, { madeTypes, relations }) =>
      shownType(oid, -1, madeTypes) ?? relations.find((each) => each.oid + 1 === oid)?.name ?? null,
    missing: (name) => missing(sqlState.undefinedObject, `type "${name}"`),
  },
  regnamespace: {
    find: (name, { schemas }) =>
      schemas.find((each) => each.name === nameParts(name)[0])?.oid ?? null,
    name: (oid, { schemas }) => quotedOrNull(schemas.find((each) => each.oid === oid)?.name),
    missing: (name) => missing('3F000', `schema "${name}"`),
  },
  regrole: {
    find: (name, objects) =>
      roleNames(objects).find((each) => each.name === nameParts(name)[0])?.oid ?? null,
    name: (oid, objects) => quotedOrNull(roleNames(objects).find((each) => each.oid === oid)?.name),
    missing: (name) => missing(sqlState.undefinedObject, `role "${name}"`),
  },
  regproc: {
    find: (name, objects) => functionNamed(nameParts(name).at(-1), objects)?.oid ?? null,
    name: (oid, objects) => functionOf(oid, objects)?.name ?? null,
    missing: (name) => missing(sqlState.undefinedFunction, `function "${name}"`),
  },
  regprocedure: {
    find: (name, objects) => procedureNamed(name, objects)?.oid ?? null,
    name: (oid, objects) => {
      const found = functionOf(oid, objects);
      return found === null ? null : `${found.name}(${argumentText(found)})`;
    },
    missing: (name) => missing(sqlState.undefinedFunction, `function "${name}"`),
  },
  regoper: {
    find: (text) => findOperator('sign', text.trim().replace(/^pg_catalog\./, '')),
    name: (oid) => operatorNames(oid)?.sign ?? null,
    missing: (name) => new SqlError(sqlState.undefinedFunction, `operator does not exist: ${name}`),
  },
  regoperator: {
    find: (text) => findOperator('form', text.trim().replace(/^pg_catalog\./, '')),
    name: (oid) => operatorNames(oid)?.form ?? null,
    missing: (name) => new SqlError(sqlState.undefinedFunction, `operator does not exist: ${name}`),
  },
};

/** Names and numbers, and whether names need their schema. */
export const nameAnswers: Readonly<Record<string, CatalogAnswer>> = {
  ...Object.fromEntries(Object.entries(kinds).flatMap(([kind, rule]) => casts(kind, rule))),
  pg_table_is_visible: ([value], objects) => {
    const oid = numberOf(value);
    const schema =
      objects.relationOf(oid)?.schema ??
      objects.indexes.find((each) => each.oid === oid)?.on.schema;
    return schema === undefined ? null : isOnPath(schema, objects);
  },
  ...Object.fromEntries(
    [
      'type',
      'operator',
      'collation',
      'conversion',
      'opclass',
      'opfamily',
      'statistics_obj',
      'ts_config',
      'ts_dict',
      'ts_parser',
      'ts_template',
    ].map((what): [string, CatalogAnswer] => [`pg_${what}_is_visible`, () => true]),
  ),
  pg_function_is_visible: ([value], objects) => {
    const found = functionOf(numberOf(value), objects);
    return found === null ? null : isOnPath(found.schema, objects);
  },
  format_type: ([oid, modifier], objects) => {
    if (oid === null || oid === undefined) return null;
    const number = numberOf(oid);
    if (number === 0) return '-';
    const name = shownType(number, modifier == null ? -1 : numberOf(modifier), objects.madeTypes);
    return name ?? objects.relations.find((each) => each.oid + 1 === number)?.name ?? '???';
  },
  pg_get_userbyid: ([oid], objects) => {
    const number = numberOf(oid);
    const role = roleNames(objects).find((each) => each.oid === number);
    return role?.name ?? `unknown (OID=${number})`;
  },
};

/** `'name'::regclass`, `oid::regclass` and `to_regclass('name')`. */
function casts(
  kind: string,
  { find, name, missing }: Kind,
): readonly (readonly [string, CatalogAnswer])[] {
  const oidOf = (text: string, objects: SystemObjects): number | null => {
    if (text === '-') return 0;
    return /^\d+$/.test(text) ? Number(text) : find(text, objects);
  };
  return [
    [
      `${kind}_oid`,
      ([value], objects) => {
        const oid = oidOf(textOf(value), objects);
        if (oid === null) throw missing(nameParts(textOf(value)).join('.'));
        return BigInt(oid);
      },
    ],
    [
      `to_${kind}`,
      ([value], objects) => {
        const oid = oidOf(textOf(value), objects);
        return oid === null ? null : BigInt(oid);
      },
    ],
    [
      `${kind}_name`,
      ([value], objects) => {
        const oid = numberOf(value);
        return oid === 0 ? '-' : (name(oid, objects) ?? String(oid));
      },
    ],
  ];
}

function relationName(oid: number, objects: SystemObjects): string | null {
  const relation = objects.relationOf(oid);
  if (relation !== null) return visibleName(relation.schema, relation.name, objects);
  const index = objects.indexes.find((each) => each.oid === oid);
  return index === undefined ? null : visibleName(index.on.schema, index.name, objects);
}

function findTypeOid(name: string, { relations }: SystemObjects): number | null {
  const known = typeOidNamed(name);
  if (known !== null) return known;
  const row = relations.find(
    (each) => each.definition !== null && each.name === nameParts(name).at(-1),
  );
  return row === undefined ? null : row.oid + 1;
}

function functionNamed(name: string | undefined, objects: SystemObjects): SystemFunction | null {
  return systemFunctions(objects).find((each) => each.name === name) ?? null;
}

/** `abs(integer)`; the types as `\df` writes them. */
function procedureNamed(text: string, objects: SystemObjects): SystemFunction | null {
  const [, name = '', types = ''] = /^([^(]*)\((.*)\)$/s.exec(text.trim()) ?? [];
  const oids = types
    .split(',')
    .filter((each) => each.trim() !== '')
    .map(typeOidNamed);
  return (
    systemFunctions(objects).find(
      (each) =>
        each.name === nameParts(name).at(-1) &&
        each.argumentOids.length === oids.length &&
        each.argumentOids.every((oid, i) => oid === oids[i]),
    ) ?? null
  );
}

function quotedOrNull(name: string | undefined): string | null {
  return name === undefined ? null : printIdentifier(name);
}

function missing(code: string, what: string): SqlError {
  return new SqlError(code, `${what} does not exist`);
}
