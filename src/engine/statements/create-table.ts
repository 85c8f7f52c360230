import type { TableDefinition } from '../../catalog/definition.ts';
import type { StatementNode } from '../../parser/ast.ts';
import { defineTable } from '../../planner/define-table.ts';
import { defineTableAs } from '../../planner/define-table-as.ts';
import { done } from '../answer.ts';
import type { StatementOutcome } from '../api.ts';
import { checkOptions } from './check-options.ts';
import { makeSequences } from './create-sequence.ts';
import type { DefinitionWork } from './definition-work.ts';
import { discardRelations } from './discard-relations.ts';
import { isTaken, newPlace } from './existing.ts';
import { planContextOf } from './plan-context.ts';
import { runPlanned } from './select.ts';
import { tableOptions } from './table-options.ts';

type CreateTableNode = Extract<StatementNode, { kind: 'createTable' }>;

/** CREATE TABLE: makes the log and starts the query of current rows. */
export async function createTable(
  work: DefinitionWork,
  statement: CreateTableNode,
): Promise<StatementOutcome> {
  const { context } = work;
  const place = newPlace(work, statement.name, statement.temporary);
  const taken = isTaken(context.catalog, place, statement);
  const command = statement.query === null ? 'CREATE TABLE' : 'CREATE TABLE AS';
  if (taken !== null) return done(command, 0, [taken]);
  checkOptions(statement.options, tableOptions);
  if (statement.query !== null) return await createTableAs(work, statement, statement.query);
  const planned = defineTable(statement, planContextOf(work));
  const { sequences, reads, ...table } = planned;
  const id = context.committed.nextId('table');
  const counted = makeSequences(work, { ...table, ...place, id }, sequences);
  await makeTable(work, counted.table, [...reads, ...counted.made]);
  passing(work, statement, id);
  return done(command);
}

/** CREATE TABLE … AS and SELECT … INTO: the table has the columns and the rows of the query. */
async function createTableAs(
  work: DefinitionWork,
  statement: CreateTableNode,
  query: NonNullable<CreateTableNode['query']>,
): Promise<StatementOutcome> {
  const { context, options } = work;
  const { table, planned } = defineTableAs(statement, query, planContextOf(work));
  const definition: TableDefinition = {
    ...table,
    ...newPlace(work, statement.name, statement.temporary),
    id: context.committed.nextId('table'),
  };
  await makeTable(work, definition, []);
  passing(work, statement, definition.id);
  if (statement.withoutData === true) return done('CREATE TABLE AS', 0, planned.notices);
  const { batch, notices } = await runPlanned(context, planned, options);
  const store = context.relations.store(definition.id);
  // Nobody else knows of the table yet: its rows need not wait for COMMIT.
  if (batch !== null && store !== null) await store.append({ ...batch, schema: store.schema });
  return done('SELECT', batch?.rowCount ?? 0, [...planned.notices, ...notices]);
}

/** ON COMMIT DROP. */
function passing({ context, changes }: DefinitionWork, node: CreateTableNode, id: string): void {
  if (node.onCommit !== 'drop') return;
  changes.dropAtCommit(id, () => discardRelations(context, [id]));
}

/** Makes what lives behind a table. Nobody finds it before its definition is committed. */
export async function makeTable(
  { context, changes }: DefinitionWork,
  definition: TableDefinition,
  reads: readonly string[],
): Promise<void> {
  const { relations } = context;
  changes.undoBy(() => discardRelations(context, [definition.id]));
  changes.put(definition, reads);
  await relations.openStore(definition);
  await relations.startQuery(definition, { reads: [] })?.live;
}
