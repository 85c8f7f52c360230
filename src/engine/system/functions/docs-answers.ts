import { functionOf, systemFunctions } from '../listed-functions.ts';
import { operatorDocs } from '../pg-catalog/pg-operator.ts';
import type { SystemObjects } from '../system-objects.ts';
import { type CatalogAnswer, numberOf, textOf } from './catalog-answer.ts';

/** What is said of objects. */
export const docsAnswers: Readonly<Record<string, CatalogAnswer>> = {
  obj_description: ([oid, of], objects) =>
    // A column of type regproc is the name of a function.
    typeof oid === 'string'
      ? (systemFunctions(objects).find(({ name }) => name === oid)?.docs ?? null)
      : described(numberOf(oid), textOf(of), objects),
  shobj_description: () => null,
  col_description: ([oid, column], objects) =>
    objects.relationOf(numberOf(oid))?.docsOf(numberOf(column) - 1) ?? null,
};

function described(oid: number, of: string, objects: SystemObjects): string | null {
  switch (of) {
    case 'pg_class':
      return objects.relationOf(oid)?.docs ?? null;
    case 'pg_namespace':
      return objects.schemas.find((each) => each.oid === oid)?.docs ?? null;
    case 'pg_proc':
      return functionOf(oid, objects)?.docs ?? null;
    case 'pg_operator':
      return operatorDocs(oid);
    case '':
      return objects.relationOf(oid)?.docs ?? null;
    default:
      return null;
  }
}
