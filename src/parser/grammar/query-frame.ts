import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import type { QueryNode } from '../ast.ts';

/** What stands around the rows of a query: WITH before them, ORDER BY and so on behind. */
type QueryFrame = Pick<
  QueryNode,
  'with' | 'recursive' | 'orderBy' | 'limit' | 'withTies' | 'offset' | 'emit' | 'locking'
>;

/** A query without what stands around its rows. */
export type QueryBody<Node extends QueryNode> = Omit<Node, keyof QueryFrame | 'position'>;

/**
 * A query with what stands around it. One in parentheses may have some of that already: what is
 * outside comes to it, and nothing may be said twice.
 * @throws SqlError 42601
 */
export function framed(query: QueryNode, frame: QueryFrame, position: Position): QueryNode {
  refuseTwice(query, frame, position);
  const withTies = query.withTies || frame.withTies;
  const orderBy = frame.orderBy.length > 0 ? frame.orderBy : query.orderBy;
  if (withTies && orderBy.length === 0) {
    throw new SqlError(
      sqlState.syntaxError,
      'WITH TIES cannot be specified without ORDER BY clause',
      {
        position,
      },
    );
  }
  const locking = [...(query.locking ?? []), ...(frame.locking ?? [])];
  return {
    ...query,
    with: frame.with.length > 0 ? frame.with : query.with,
    recursive: query.recursive || frame.recursive,
    orderBy,
    limit: frame.limit ?? query.limit,
    withTies,
    offset: frame.offset ?? query.offset,
    emit: frame.emit ?? query.emit,
    ...(locking.length === 0 ? {} : { locking }),
    position,
  };
}

/** @throws SqlError 42601 for a clause that stands inside and outside of the parentheses */
function refuseTwice(query: QueryNode, frame: QueryFrame, position: Position): void {
  const twice = [
    query.with.length > 0 && frame.with.length > 0 ? 'WITH' : '',
    query.orderBy.length > 0 && frame.orderBy.length > 0 ? 'ORDER BY' : '',
    query.limit !== null && frame.limit !== null ? 'LIMIT' : '',
    query.offset !== null && frame.offset !== null ? 'OFFSET' : '',
    query.emit !== null && frame.emit !== null ? 'EMIT' : '',
  ].find((clause) => clause !== '');
  if (twice === undefined) return;
  throw new SqlError(sqlState.syntaxError, `multiple ${twice} clauses are not allowed`, {
    position,
  });
}

/** A query of no rows, for the place of one that is yet to be. */
export function noRows(position: Position): QueryNode {
  const frame = { with: [], recursive: false, orderBy: [], limit: null, withTies: false };
  return { kind: 'values', rows: [], ...frame, offset: null, emit: null, position };
}
