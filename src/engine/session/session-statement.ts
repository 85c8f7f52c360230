import { typeName } from '../../data/sql-type.ts';
import type { ExpressionNode, QueryNode } from '../../parser/ast.ts';
import { parseExpression } from '../../parser/parse.ts';
import { print } from '../../parser/print.ts';
import type { ExecuteOptions, StatementDescription, StatementOutcome } from '../api.ts';
import { EngineStatement } from '../engine-statement.ts';
import type { CursorRows } from './cursor-rows.ts';
import { closeCursor, declareCursor, fetchRows } from './cursor-statement.ts';
import {
  deallocate,
  executed,
  prepareStatement,
  type ResolvedStatement,
  withoutPlace,
} from './prepared-statement.ts';
import type { EngineSession } from './session.ts';
import { discard, resetSetting, setSetting, showSetting } from './setting-statement.ts';

/** What a session has the engine do for its statements. */
export type SessionWork = {
  readonly run: (statement: EngineStatement, options: ExecuteOptions) => Promise<StatementOutcome>;
  readonly describe: (statement: EngineStatement, options: ExecuteOptions) => StatementDescription;
  /** Begins a query that goes on. */
  readonly follow: (statement: EngineStatement, session: EngineSession) => Promise<CursorRows>;
};

/**
 * Runs a statement about the session itself: settings, prepared statements, cursors. Null for
 * others. @throws SqlError what it raises
 */
export function sessionStatement(
  session: EngineSession,
  { node }: EngineStatement,
  options: ExecuteOptions,
  work: SessionWork,
): StatementOutcome | Promise<StatementOutcome> | null {
  switch (node.kind) {
    case 'set':
      return setSetting(session, node);
    case 'reset':
      return resetSetting(session, node);
    case 'show':
      return showSetting(session, node);
    case 'discard':
      return discard(session, node);
    case 'prepare':
      return prepareStatement(session, node, print(node.statement), (statement, types) =>
        work.describe(statement, { session, parameterTypes: types }),
      );
    case 'execute':
      return runPrepared(session, node, options, work);
    case 'deallocate':
      return deallocate(session, node);
    case 'declareCursor': {
      const query = queryStatement(node.query);
      return declareCursor(session, node, print(node), {
        once: () => work.run(query, options),
        follow: () => work.follow(query, session),
      });
    }
    case 'fetch':
      return fetchRows(session, node, options.signal);
    case 'closeCursor':
      return closeCursor(session, node);
    default:
      return null;
  }
}

async function runPrepared(
  session: EngineSession,
  node: Parameters<typeof executed>[1],
  options: ExecuteOptions,
  work: SessionWork,
): Promise<StatementOutcome> {
  const { statement, ...values } = await resolvePrepared(session, node, options, work);
  try {
    return await work.run(statement, { ...options, ...values });
  } catch (error) {
    throw withoutPlace(error);
  }
}

/** The statement that EXECUTE names, with the values of its parameters. @throws SqlError 26000, 42601 */
export function resolvePrepared(
  session: EngineSession,
  node: Parameters<typeof executed>[1],
  options: ExecuteOptions,
  { run }: Pick<SessionWork, 'run'>,
): Promise<ResolvedStatement> {
  return executed(session, node, async (values, types) => {
    const row = values.map((value, i) => castTo(value, typeName(types[i] ?? { kind: 'text' })));
    const { position } = node;
    return await run(queryStatement(rowQuery(row, position)), options);
  });
}

function castTo(operand: ExpressionNode, type: string): ExpressionNode {
  const cast = parseExpression(`CAST(NULL AS ${type})`);
  const { position } = operand;
  return cast.kind === 'cast' ? { ...cast, operand, position } : operand;
}

function rowQuery(row: readonly ExpressionNode[], position: QueryNode['position']): QueryNode {
  return {
    kind: 'values',
    with: [],
    recursive: false,
    rows: [row],
    orderBy: [],
    limit: null,
    offset: null,
    withTies: false,
    emit: null,
    position,
  };
}

function queryStatement(query: QueryNode): EngineStatement {
  const { position } = query;
  const node = { kind: 'query', query, position } as const;
  return new EngineStatement(print(node), node);
}
