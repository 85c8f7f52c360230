import type { TableDefinition } from '../../catalog/definition.ts';
import type { StatementNode } from '../../parser/ast.ts';
import { defineTable } from '../../planner/define-table.ts';
import { done } from '../answer.ts';
import type { ExecuteOptions, StatementOutcome } from '../api.ts';
import type { EngineContext } from '../engine-context.ts';
import { checkOptions } from './check-options.ts';
import { isTaken } from './existing.ts';

/** CREATE TABLE: makes the log, then the catalog row, then starts the query of current rows. */
export async function createTable(
  context: EngineContext,
  statement: Extract<StatementNode, { kind: 'createTable' }>,
  options: ExecuteOptions,
): Promise<StatementOutcome> {
  const { catalog, relations, rounds } = context;
  const taken = isTaken(catalog, statement);
  if (taken !== null) return done('CREATE TABLE', 0, [taken]);
  checkOptions(statement.options, { now: {}, later: ['retention', 'versions'] });
  const planned = defineTable(statement, {
    catalog: catalog.reader,
    parameters: options.parameters ?? [],
    mode: 'once',
  });
  const definition: TableDefinition = { ...planned, id: catalog.nextId('table') };
  await relations.openStore(definition);
  try {
    catalog.create(definition, rounds.cut.epoch, []);
  } catch (error) {
    await relations.remove(definition.id);
    throw error;
  }
  await relations.startQuery(definition)?.live;
  return done('CREATE TABLE');
}
