import type { IndexDefinition, RelationDefinition } from '../../catalog/definition.ts';
import { publicSchema, schemaOf } from '../../catalog/object-names.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { Field } from '../../data/batch.ts';
import type { Identifier, OrderItem, StatementNode } from '../../parser/ast.ts';
import { print } from '../../parser/print.ts';
import { columnNumbers } from '../../planner/define/define-columns.ts';
import { checkKeyType } from '../../planner/define/key-types.ts';
import { expandWeights } from '../../runtime/state/row-set.ts';
import { done } from '../answer.ts';
import type { StatementOutcome } from '../api.ts';
import type { DefinitionWork } from './definition-work.ts';
import { undefinedRelation } from './undefined-relation.ts';
import { refuseTaken } from './unique-rows.ts';

type CreateIndex = Extract<StatementNode, { kind: 'createIndex' }>;

/**
 * CREATE INDEX on columns of a table or a materialized view: rows are found by them.
 * @throws SqlError 42P01, 42809, 42703, 42P07, 23505 where rows are equal already, 0A000
 */
export function createIndex(work: DefinitionWork, statement: CreateIndex): StatementOutcome {
  const { context, changes } = work;
  const { catalog } = context;
  const relation = catalog.reader.find(statement.on.parts);
  if (relation === null) throw undefinedRelation(catalog, statement.on);
  refuseOther(relation, statement);
  const columns = columnNumbers(
    statement.keys.map(columnName),
    relation.fields,
    (name) => `column "${name}" does not exist`,
  );
  for (const [i, column] of columns.entries()) {
    checkKeyType(relation.fields[column] as Field, (statement.keys[i] ?? statement).position);
  }
  const schema = schemaOf(relation);
  const wanted = statement.name?.name ?? defaultName(relation, columns);
  const isThere = (name: string): boolean => catalog.at({ schema, name }) !== null;
  if (statement.name !== null && isThere(wanted)) return taken(statement, wanted);
  let name = wanted;
  for (let n = 1; isThere(name); n += 1) name = `${wanted}${n}`;
  const index: IndexDefinition = {
    kind: 'index',
    id: context.committed.nextId('index'),
    name,
    ...(schema === publicSchema ? {} : { schema }),
    on: relation.id,
    columns,
    isUnique: statement.unique,
    sql: print(statement),
  };
  if (statement.unique && relation.kind === 'table') refuseEqual(work, relation, index);
  changes.put(index, [relation.id]);
  return done('CREATE INDEX');
}

function taken({ ifNotExists, name }: CreateIndex, wanted: string): StatementOutcome {
  const message = `relation "${wanted}" already exists`;
  if (!ifNotExists) {
    throw new SqlError(sqlState.duplicateTable, message, { position: name?.position });
  }
  return done('CREATE INDEX', 0, [{ severity: 'NOTICE', message: `${message}, skipping` }]);
}

/** The name that PostgreSQL gives. */
function defaultName({ name, fields }: RelationDefinition, columns: readonly number[]): string {
  return [name, ...columns.map((column) => fields[column]?.name ?? ''), 'idx'].join('_');
}

function columnName({ expression }: OrderItem): Identifier {
  const { position } = expression;
  if (expression.kind === 'column' && expression.name.parts.length === 1) {
    return { name: expression.name.parts[0] as string, position };
  }
  throw new SqlError(sqlState.featureNotSupported, 'an index of expressions is not supported yet', {
    hint: 'Make a generated column of it.',
    position,
  });
}

/** @throws SqlError 42809, 0A000 for what has no index or an index does not have */
function refuseOther(
  relation: RelationDefinition,
  { on, unique, where, include }: CreateIndex,
): void {
  if (relation.kind === 'stream' || relation.kind === 'view') {
    throw new SqlError(
      sqlState.wrongObjectType,
      `cannot create index on ${relation.kind} "${relation.name}"`,
      { hint: 'Make it on a table or a materialized view.', position: on.position },
    );
  }
  const [first] = include;
  const what = where === null ? null : 'WHERE';
  const refused = first === undefined ? what : 'INCLUDE';
  if (refused !== null) {
    throw new SqlError(
      sqlState.featureNotSupported,
      `${refused} of an index is not supported yet`,
      {
        position: (where ?? first ?? on).position,
      },
    );
  }
  if (!unique || relation.kind === 'table') return;
  throw new SqlError(
    sqlState.featureNotSupported,
    'a unique index on a materialized view is not supported',
    { hint: 'Make it without UNIQUE.', position: on.position },
  );
}

/** @throws SqlError 23505 */
function refuseEqual(
  { context }: DefinitionWork,
  table: Extract<RelationDefinition, { kind: 'table' }>,
  { name, columns }: IndexDefinition,
): void {
  const rows = context.liveQuery(table.id)?.result?.batch() ?? null;
  if (rows === null) return;
  try {
    const change = { removed: null, added: expandWeights(rows) };
    refuseTaken(change, table, [{ name, columns }], () => null);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    throw new SqlError(error.code, `could not create unique index "${name}"`, {
      detail: error.detail?.replace('already exists', 'is duplicated'),
    });
  }
}
