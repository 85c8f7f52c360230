import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { CommonTable, QueryNode } from '../../parser/ast.ts';
import type { CommonTableInScope, QueryContext } from './query-context.ts';

/** The context with the WITH queries of a query in sight. @throws SqlError 42712 */
export function withCommonTables(
  query: Pick<QueryNode, 'with' | 'recursive'>,
  outer: QueryContext,
): QueryContext {
  let context = outer;
  const names = new Set<string>();
  for (const table of query.with) {
    const { name, position } = table.name;
    if (names.has(name)) {
      const message = `WITH query name "${name}" specified more than once`;
      throw new SqlError(sqlState.duplicateAlias, message, { position });
    }
    names.add(name);
    if (table.change !== undefined) throw changeInside(table);
    const commonTables: ReadonlyMap<string, CommonTableInScope> = new Map([
      ...context.commonTables,
      [name, { table, context, recursive: query.recursive }],
    ]);
    context = { ...context, commonTables };
  }
  return context;
}

/** Changes at the top of a statement are done before it is planned: this one stands elsewhere. */
function changeInside({ change, position }: CommonTable): SqlError {
  return new SqlError(
    sqlState.featureNotSupported,
    'WITH clause containing a data-modifying statement must be at the top level',
    {
      position: change?.position ?? position,
      hint: 'Views and queries that go on cannot change rows.',
    },
  );
}
