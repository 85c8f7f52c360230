import type { SqlType } from '../../../data/sql-type.ts';
import { databaseName } from '../system-objects.ts';
import type { Facts } from '../system-table.ts';
import { baseTypeOf } from '../type-oids.ts';

/** The type of a column, parameter or result as the SQL standard's columns say it. */
export function typeFacts(type: SqlType): Facts {
  const base = baseTypeOf(type);
  const element = type.kind === 'array' ? baseTypeOf(type.element) : undefined;
  return {
    data_type: element !== undefined ? 'ARRAY' : (base?.shown ?? 'USER-DEFINED'),
    udt_catalog: databaseName,
    udt_schema: 'pg_catalog',
    udt_name: element !== undefined ? `_${element.name}` : (base?.name ?? type.kind),
    ...precisionFacts(type),
  };
}

const bits: Readonly<Record<string, number>> = {
  smallint: 16,
  integer: 32,
  bigint: 64,
  real: 24,
  double: 53,
};

/** A text of no length can be so long, and a character. */
const textBytesMax = 1_073_741_824;
const characterBytesMax = 4;

function precisionFacts(type: SqlType): Facts {
  switch (type.kind) {
    case 'smallint':
    case 'integer':
    case 'bigint':
      return {
        numeric_precision: bits[type.kind],
        numeric_precision_radix: 2,
        numeric_scale: 0,
      };
    case 'real':
    case 'double':
      return { numeric_precision: bits[type.kind], numeric_precision_radix: 2 };
    case 'numeric':
      return {
        numeric_precision: type.precision,
        numeric_precision_radix: 10,
        numeric_scale: type.scale,
      };
    case 'text': {
      const length = type.limit?.length ?? null;
      const bytes = length === null ? textBytesMax : length * characterBytesMax;
      return { character_maximum_length: length, character_octet_length: bytes };
    }
    case 'date':
      return { datetime_precision: 0 };
    case 'time':
    case 'timestamp':
    case 'timestamptz':
    case 'interval':
      return { datetime_precision: type.precision ?? 6 };
    default:
      return {};
  }
}

/** The standard's way to say yes and no. */
export function yesNo(condition: boolean): 'YES' | 'NO' {
  return condition ? 'YES' : 'NO';
}
