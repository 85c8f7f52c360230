import { within } from '../../common/clock.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { StatementNode } from '../../parser/ast.ts';
import { done } from '../answer.ts';
import type { ExecuteOptions, StatementOutcome } from '../api.ts';
import type { EngineContext } from '../engine-context.ts';
import type { RelationQuery } from '../relations.ts';
import { undefinedRelation } from './undefined-relation.ts';

const waitMs = 1000;

/** FLUSH: answers when everything written so far is visible in every view, or in the named ones. */
export async function flush(
  context: EngineContext,
  statement: Extract<StatementNode, { kind: 'flush' }>,
  { signal }: ExecuteOptions,
): Promise<StatementOutcome> {
  const { rounds, clock } = context;
  for (const { live } of queriesOf(context, statement)) {
    while ((await within(clock, waitMs, live)) === null) {
      if (signal?.aborted === true) throw canceled();
      if (rounds.trouble !== null) throw rounds.trouble;
    }
  }
  while (!(await rounds.settled(waitMs))) {
    if (signal?.aborted === true) throw canceled();
    if (rounds.trouble !== null) throw rounds.trouble;
  }
  return done('FLUSH');
}

function queriesOf(
  { catalog, relations }: EngineContext,
  { names }: Extract<StatementNode, { kind: 'flush' }>,
): readonly RelationQuery[] {
  const ids =
    names.length === 0
      ? catalog.list().map(({ definition }) => definition.id)
      : names.map((name) => {
          const found = catalog.reader.find(name.parts);
          if (found === null) throw undefinedRelation(catalog, name);
          return found.id;
        });
  return ids.flatMap((id) => relations.query(id) ?? []);
}

function canceled(): SqlError {
  return new SqlError(sqlState.queryCanceled, 'canceling statement due to user request');
}
