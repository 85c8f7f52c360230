import type { ScalarFunction } from '../scalar-function.ts';
import { jsonAccess } from './json-access.ts';
import { jsonBuilders } from './json-build.ts';
import { jsonClauseFunctions } from './json-clauses.ts';
import { jsonConstructors } from './json-constructors.ts';
import { jsonContainments } from './json-contains.ts';
import { jsonEdits } from './json-edit.ts';
import { jsonForms } from './json-forms.ts';
import { jsonObjects } from './json-objects.ts';
import { jsonQueries } from './json-query.ts';
import { jsonTests } from './json-tests.ts';
import { pathFunctions } from './path/path-functions.ts';

/** Functions and operators of JSON and JSONB (PostgreSQL manual, 9.16). */
export function jsonFunctions(): ScalarFunction[] {
  return [
    ...jsonAccess(),
    ...jsonBuilders(),
    ...jsonObjects(),
    ...jsonEdits(),
    ...jsonContainments(),
    ...jsonForms(),
    ...jsonTests(),
    ...pathFunctions(),
    ...jsonConstructors(),
    ...jsonQueries(),
    ...jsonClauseFunctions(),
  ];
}
