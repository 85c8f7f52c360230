import type { Field } from '../../data/batch.ts';
import type { PlainKind, SqlType } from '../../data/sql-type.ts';

/** PostgreSQL's names of the types of its catalog, and what stands for them here. */
const kinds: Readonly<Record<string, PlainKind>> = {
  int8: 'bigint',
  int4: 'integer',
  int2: 'smallint',
  float4: 'real',
  float8: 'double',
  bool: 'boolean',
  timestamp: 'timestamp',
  timestamptz: 'timestamptz',
  interval: 'interval',
  /** Text by any other name. */
  text: 'text',
  name: 'text',
  char: 'text',
  regproc: 'text',
  aclitem: 'text',
  node: 'text',
  inet: 'text',
};

/** The columns of `'oid oid, relname name, reloptions text[]'`. */
export function columnList(text: string): readonly Field[] {
  return text
    .trim()
    .split(/\s*,\s*/)
    .map((column) => {
      const [name = '', type = 'text'] = column.split(/\s+/);
      return { name, type: typeOf(type), nullable: true };
    });
}

function typeOf(name: string): SqlType {
  if (name.endsWith('[]')) return { kind: 'array', element: typeOf(name.slice(0, -2)) };
  if (name === 'oid' || name === 'xid') return { kind: 'bigint', as: name };
  const kind = kinds[name];
  if (kind === undefined) throw new Error(`assertion failed: no type ${name}`);
  return { kind };
}
