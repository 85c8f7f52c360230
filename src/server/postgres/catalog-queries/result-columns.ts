import { typeName } from '../../../data/sql-type.ts';
import { announcedTypes, wireTypeOf } from '../types/type-oids.ts';
import type { CatalogRow } from './catalog-row.ts';
import type { CatalogQuery } from './select-items.ts';

/** \gdesc: psql asks for the names of the types that a query's columns were announced with. */
export function resultColumnRows({ text }: CatalogQuery): readonly CatalogRow[] | null {
  if (
    !/^SELECT name AS "Column", pg_catalog\.format_type\(tp, tpm\) AS "Type" FROM \(VALUES /.test(
      text,
    )
  ) {
    return null;
  }
  const tuples = text.matchAll(/\((E?)'((?:[^']|'')*)',\s?'(\d+)'::pg_catalog\.oid,\s?(-?\d+)\)/g);
  return [...tuples].map(([, escapes, name = '', oid, modifier]) => {
    const plain = name.replaceAll("''", "'");
    const shown = escapes === '' ? plain : plain.replaceAll('\\\\', '\\');
    return [shown, announcedName(Number(oid), Number(modifier))];
  });
}

function announcedName(oid: number, modifier: number): string {
  const type = announcedTypes.find((each) => wireTypeOf(each).oid === oid);
  if (type === undefined) return '???';
  if (type.kind !== 'numeric' || modifier < 4) return typeName(type);
  const [precision, scale] = [(modifier - 4) >> 16, (modifier - 4) & 0xffff];
  return typeName({ kind: 'numeric', precision, scale });
}
