import type { SystemRelation } from '../../catalog/definition.ts';
import type { Field } from '../../data/batch.ts';
import type { Datum, SqlType } from '../../data/sql-type.ts';
import { columnList } from './column-list.ts';
import type { SystemObject, SystemObjects } from './system-objects.ts';

/** The values of a row by column; a number in a BIGINT column is one; what is left out is the column's default. */
export type Facts = Readonly<Record<string, Datum | undefined>>;

/** A relation of the system with what makes its rows. */
export type SystemTable = {
  readonly relation: SystemRelation;
  /** What is said of it in one sentence: `\d+` shows it. */
  readonly docs: string;
  readonly rows: (objects: SystemObjects) => readonly Facts[];
  /** The value of a column of a row. */
  readonly valueOf: (facts: Facts, field: Field) => Datum;
};

/** The parts of a relation of the system. */
export type SystemTableParts = {
  /** `'oid oid, relname name'`: PostgreSQL's names of types. */
  readonly columns: string;
  readonly docs: string;
  /** What columns are where a row does not say; NULL for others. */
  readonly defaults?: Facts;
  /** None when left out: the relation is there because clients ask for it. */
  readonly rows?: (objects: SystemObjects) => readonly Facts[];
};

/** A relation of the system: `id` is its schema and name. */
export function systemTable(id: string, parts: SystemTableParts): SystemTable {
  const { columns, docs, defaults = {}, rows = () => [] } = parts;
  const fields = columnList(columns);
  const [schema = '', name = ''] = id.split('.');
  // PostgreSQL's system columns: which relation a row is of, and what wrote it.
  const hidden = schema === 'pg_catalog' ? columnList('tableoid oid, xmin xid') : [];
  const added = hidden.filter((column) => !fields.some((field) => field.name === column.name));
  const relation: SystemRelation = {
    kind: 'system',
    id,
    schema,
    name,
    fields: [...fields, ...added],
    starred: fields.length,
  };
  return {
    relation,
    docs,
    rows,
    valueOf: (facts, field) => datumOf(facts[field.name] ?? defaults[field.name], field.type),
  };
}

/** Makes rows of relations; those of the system, which never change, once. */
export function perRelation(
  make: (relation: SystemObject) => readonly Facts[],
): (relation: SystemObject) => readonly Facts[] {
  const made = new WeakMap<SystemObject, readonly Facts[]>();
  return (relation) => {
    if (relation.definition !== null) return make(relation);
    const known = made.get(relation) ?? make(relation);
    made.set(relation, known);
    return known;
  };
}

function datumOf(value: Datum | undefined, type: SqlType): Datum {
  if (value === undefined) return null;
  if (typeof value === 'number' && type.kind === 'bigint') return BigInt(value);
  if (type.kind === 'array' && Array.isArray(value)) {
    return value.map((each: Datum) => datumOf(each, type.element));
  }
  return value;
}
