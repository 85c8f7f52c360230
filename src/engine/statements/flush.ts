import type { RelationDefinition } from '../../catalog/definition.ts';
import { within } from '../../common/clock.ts';
import type { SqlError } from '../../common/sql-error.ts';
import type { Name, StatementNode } from '../../parser/ast.ts';
import { done } from '../answer.ts';
import type { ExecuteOptions, Notice, StatementOutcome } from '../api.ts';
import { sourceFailed } from '../change-input.ts';
import { abortError } from '../ended.ts';
import type { EngineContext } from '../engine-context.ts';
import type { RelationQuery } from '../relations.ts';
import { undefinedRelation } from './undefined-relation.ts';

const waitMs = 1000;

type FlushNode = Extract<StatementNode, { kind: 'flush' }>;

/** FLUSH: answers when everything written so far is visible in every view that has not failed, or in the named ones. */
export async function flush(
  context: EngineContext,
  { names }: FlushNode,
  options: ExecuteOptions,
): Promise<StatementOutcome> {
  const { catalog, relations } = context;
  const definitions =
    names.length > 0
      ? names.map((name) => find(context, name))
      : catalog.list().map(({ definition }) => definition);
  const notices: Notice[] = [];
  for (const { id, name } of definitions) {
    const entry = relations.query(id);
    const error = entry === null ? null : await failureOf(context, entry, options);
    if (error === null) continue;
    if (names.length > 0) throw sourceFailed(name, error);
    notices.push({ severity: 'WARNING', message: `"${name}" has failed: ${error.message}` });
  }
  await settle(context, options);
  return done('FLUSH', 0, notices);
}

/** Waits until a query has caught up; why it has failed, if it has. */
async function failureOf(
  { clock, rounds }: EngineContext,
  entry: RelationQuery,
  { signal }: ExecuteOptions,
): Promise<SqlError | null> {
  const live = entry.live.then(
    ({ error }) => ({ error }),
    () => ({ error: entry.error }),
  );
  for (;;) {
    const over = await within(clock, waitMs, live);
    if (over !== null) return over.error;
    if (signal?.aborted === true) throw abortError(signal);
    if (rounds.trouble !== null) throw rounds.trouble;
  }
}

/** Waits until everything acknowledged before is published. @throws SqlError 57014, or why it cannot be */
export async function settle(
  { rounds }: EngineContext,
  { signal }: Pick<ExecuteOptions, 'signal'>,
): Promise<void> {
  while (!(await rounds.settled(waitMs, signal))) {
    if (signal?.aborted === true) throw abortError(signal);
    if (rounds.trouble !== null) throw rounds.trouble;
  }
}

function find({ catalog }: EngineContext, name: Name): RelationDefinition {
  const found = catalog.reader.find(name.parts);
  if (found === null) throw undefinedRelation(catalog, name);
  return found;
}
