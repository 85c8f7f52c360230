import { SqlError, sqlState } from '../../../common/sql-error.ts';
import type { CatalogAnswer } from './catalog-answer.ts';
import { findRelationOid } from './relation-name.ts';

const yes: CatalogAnswer = () => true;

/** Of the relation that the last argument but one names; the one before it is a user. @throws SqlError 42P01 */
const ofRelation: CatalogAnswer = (args, objects) => {
  const relation = args.at(-2);
  if (typeof relation === 'string' && findRelationOid(relation, objects) === null) {
    throw new SqlError(sqlState.undefinedTable, `relation "${relation}" does not exist`);
  }
  return true;
};

/** Whether somebody may do something: everybody may do everything. */
export const rightAnswers: Readonly<Record<string, CatalogAnswer>> = {
  has_table_privilege: ofRelation,
  has_any_column_privilege: ofRelation,
  ...Object.fromEntries(
    [
      'has_schema_privilege',
      'has_database_privilege',
      'has_column_privilege',
      'has_function_privilege',
      'has_sequence_privilege',
      'has_type_privilege',
      'has_language_privilege',
      'has_server_privilege',
      'has_tablespace_privilege',
      'has_foreign_data_wrapper_privilege',
      'pg_has_role',
    ].map((name): [string, CatalogAnswer] => [name, yes]),
  ),
  row_security_active: () => false,
  acldefault: () => null,
  pg_get_acl: () => null,
};
