import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { StatementNode } from '../../parser/ast.ts';
import { rowLockOf } from '../../planner/refuse-unplanned.ts';
import type { StatementOptions } from '../statement-options.ts';

/**
 * FOR UPDATE and FOR SHARE of a statement on its own end with it, so that they change nothing.
 * @throws SqlError 0A000 where they would last: in a transaction, or in a query that goes on
 */
export function refuseRowLocks(
  statement: StatementNode,
  { transaction = null }: Pick<StatementOptions, 'transaction'>,
): void {
  const lock = rowLockOf(statement);
  if (lock === null) return;
  const { strength, position } = lock;
  const words = `FOR ${strength.toUpperCase()}`;
  const goesOn = statement.kind === 'query' ? statement.query.emit !== null : true;
  const isWrite = /^(insert|update|delete|explain)$/.test(statement.kind);
  if (goesOn && !isWrite) {
    throw new SqlError(
      sqlState.featureNotSupported,
      `${words} is not supported in a query that goes on`,
      { position },
    );
  }
  if (transaction === null) return;
  throw new SqlError(sqlState.featureNotSupported, `${words} is not supported in a transaction`, {
    position,
    hint: 'Transactions do not wait for each other: UPDATE the rows, and COMMIT fails with 40001 when another one has changed them.',
  });
}
