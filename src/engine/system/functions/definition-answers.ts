import { columnNames, indexText } from '../indexes.ts';
import { argumentText, functionOf } from '../listed-functions.ts';
import { viewText } from '../pg-catalog/pg-lists.ts';
import { type CatalogAnswer, numberOf, relationOf, textOf } from './catalog-answer.ts';

const none: CatalogAnswer = () => null;

/** How objects are defined, as SQL. */
export const definitionAnswers: Readonly<Record<string, CatalogAnswer>> = {
  pg_get_expr: ([text]) => textOf(text),
  pg_get_viewdef: ([view], objects) => {
    const found = relationOf(view, objects);
    return found === null ? null : viewText(found);
  },
  pg_get_indexdef: ([oid, column], objects) => {
    const index = objects.indexes.find((each) => each.oid === numberOf(oid));
    if (index === undefined) return null;
    const nth = column === undefined ? 0 : numberOf(column);
    if (nth === 0) return indexText(index);
    const columns = index.columns.slice(nth - 1, nth);
    return columns.length === 0 ? null : columnNames({ on: index.on, columns });
  },
  pg_get_constraintdef: ([oid], { constraints }) =>
    constraints.find((each) => each.oid === numberOf(oid))?.text ?? null,
  pg_get_function_arguments: argumentsOf,
  pg_get_function_identity_arguments: argumentsOf,
  pg_get_function_result: ([oid], objects) =>
    functionOf(numberOf(oid), objects)?.resultType ?? null,
  pg_get_functiondef: ([oid], objects) =>
    functionOf(numberOf(oid), objects)?.definition?.sql ?? null,
  pg_get_function_sqlbody: ([oid], objects) =>
    functionOf(numberOf(oid), objects)?.definition?.body ?? null,
  pg_get_triggerdef: none,
  pg_get_ruledef: none,
  pg_get_partkeydef: none,
  pg_get_statisticsobjdef: none,
  pg_get_statisticsobjdef_columns: none,
  pg_get_partition_constraintdef: none,
  pg_get_serial_sequence: ([table, column], objects) => {
    const id = relationOf(table, objects)?.definition?.id;
    const owned = objects.relations.find(({ definition }) => {
      if (definition?.kind !== 'sequence' || definition.ownedBy === null) return false;
      return definition.ownedBy.table === id && definition.ownedBy.column === column;
    });
    return owned === undefined ? null : `${owned.schema.name}.${owned.name}`;
  },
};

function argumentsOf(...[[oid], objects]: Parameters<CatalogAnswer>): string | null {
  const found = functionOf(numberOf(oid), objects);
  return found === null ? null : argumentText(found);
}
