import { assert } from '../common/assert.ts';
import type { StatementNode } from '../parser/ast.ts';
import type { StatementOutcome } from './api.ts';
import { DefinitionChanges } from './definition-changes.ts';
import type { EngineContext } from './engine-context.ts';
import type { EngineSession } from './session/session.ts';
import type { StatementOptions } from './statement-options.ts';
import { alter } from './statements/alter.ts';
import { comment } from './statements/comment.ts';
import { createFunction } from './statements/create-function.ts';
import { createIndex } from './statements/create-index.ts';
import { createSchema } from './statements/create-schema.ts';
import { createSequence } from './statements/create-sequence.ts';
import { createStream } from './statements/create-stream.ts';
import { createTable } from './statements/create-table.ts';
import { createView } from './statements/create-view.ts';
import type { DefinitionOutcome, DefinitionWork } from './statements/definition-work.ts';
import { drop, dropContents } from './statements/drop.ts';

/** Statements that change the catalog. */
export type DefinitionStatement = Extract<
  StatementNode,
  {
    kind:
      | 'createStream'
      | 'createTable'
      | 'createView'
      | 'createSchema'
      | 'alter'
      | 'comment'
      | 'createIndex'
      | 'createSequence'
      | 'createFunction'
      | 'drop';
  }
>;

/**
 * Runs a statement that changes the catalog. In a transaction what it changes becomes true with
 * the COMMIT, on its own when this resolves; nothing is left of one that fails.
 */
export async function define(
  base: EngineContext,
  statement: DefinitionStatement,
  { session, ...rest }: StatementOptions,
): Promise<StatementOutcome> {
  assert(session !== undefined, 'definitions are made in a session');
  const { block } = session;
  const { signal } = rest;
  const options = { ...rest, session };
  const outcome = await base.definitions.run(async () => {
    const changes = block.define();
    if (changes !== null) return await runDefinition(workOf(base, changes, options), statement);
    return await onItsOwn(base, options, (work) => runDefinition(work, statement));
  }, signal);
  if (!('finish' in outcome)) return outcome;
  try {
    return await outcome.finish();
  } catch (error) {
    if (block.status === 'I') {
      await base.definitions.run(() => onItsOwn(base, options, async (work) => outcome.undo(work)));
    }
    throw error;
  }
}

/** Removes the temporary objects of a session, in its turn. */
export function dropTemporary(base: EngineContext, session: EngineSession): void {
  const { temporary } = session.schemas;
  if (temporary === null) return;
  base.definitions.schedule(() =>
    onItsOwn(base, { session }, async (work) => dropContents(work, temporary)),
  );
}

/** Changes definitions outside of any transaction. The caller has the turn. */
async function onItsOwn<Result>(
  base: EngineContext,
  options: StatementOptions & { readonly session: EngineSession },
  run: (work: DefinitionWork) => Promise<Result>,
): Promise<Result> {
  const changes = new DefinitionChanges(base);
  try {
    const result = await run(workOf(base, changes, options));
    await changes.commit();
    return result;
  } catch (error) {
    await changes.rollback();
    throw error;
  }
}

function workOf(
  base: EngineContext,
  changes: DefinitionChanges,
  options: StatementOptions & { readonly session: EngineSession },
): DefinitionWork {
  const { schemas } = options.session;
  return {
    get context(): EngineContext {
      return { ...base, catalog: changes.view(schemas.names) };
    },
    changes,
    schemas,
    options,
  };
}

async function runDefinition(
  work: DefinitionWork,
  statement: DefinitionStatement,
): Promise<DefinitionOutcome> {
  switch (statement.kind) {
    case 'createStream':
      return await createStream(work, statement);
    case 'createTable':
      return await createTable(work, statement);
    case 'createView':
      return createView(work, statement);
    case 'createSchema':
      return createSchema(work, statement);
    case 'alter':
      return await alter(work, statement);
    case 'comment':
      return comment(work, statement);
    case 'createIndex':
      return createIndex(work, statement);
    case 'createSequence':
      return createSequence(work, statement);
    case 'createFunction':
      return createFunction(work, statement);
    default:
      return drop(work, statement);
  }
}
