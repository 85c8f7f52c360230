import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { Datum } from '../../data/sql-type.ts';
import type { ExpressionNode, RelationNode, SelectNode, ValuesNode } from '../../parser/ast.ts';
import { attachSubqueries } from '../decorrelate/attach-subqueries.ts';
import type { Expression } from '../expression/expression.ts';
import { isConstant } from '../expression/properties.ts';
import type { LogicalPlan } from '../logical/logical-plan.ts';
import { projectPlan, unionPlan } from '../logical/make-plan.ts';
import { bindExpression } from './bind-expression.ts';
import { asCommonType, constantValue } from './coerce.ts';
import type { QueryContext } from './query-context.ts';
import { emptyScope } from './scope.ts';
import { SubqueryCollector } from './subquery-collector.ts';

/**
 * The rows of VALUES, whose columns are column1, column2, … Constants are computed here; subqueries
 * are joined to one row.
 * @throws SqlError 42601 for rows of different lengths, 42804 for types that do not go together
 */
export function bindValues({ rows, position }: ValuesNode, context: QueryContext): LogicalPlan {
  const width = rows[0]?.length ?? 0;
  const uneven = rows.find((row) => row.length !== width);
  if (uneven !== undefined) {
    throw new SqlError(sqlState.syntaxError, 'VALUES lists must all be the same length', {
      position: uneven[0]?.position ?? position,
    });
  }
  const subqueries = new SubqueryCollector(context);
  const bind = (node: ExpressionNode): Expression =>
    bindExpression(node, {
      scope: emptyScope,
      parameters: context.plan.parameters,
      aggregates: null,
      clause: 'VALUES',
      clock: context.plan.mode === 'once',
      positions: new WeakMap(),
      outer: context.outer ?? null,
      subqueries,
    });
  const columns = [...Array(width).keys()].map((column) => {
    const nodes = rows.map((row) => row[column] as ExpressionNode);
    const places = nodes.map((node) => node.position);
    return asCommonType(nodes.map(bind), 'VALUES', places[0] ?? position, places);
  });
  const row: LogicalPlan = { kind: 'values', rows: [[]], fields: [] };
  const { plan, resolve } = attachSubqueries(row, subqueries.all);
  return rowsOf(
    columns.map((column) => column.map(resolve)),
    rows,
    plan,
  );
}

function rowsOf(
  columns: readonly (readonly Expression[])[],
  nodes: ValuesNode['rows'],
  row: LogicalPlan,
): LogicalPlan {
  const names = columns.map((_, column) => `column${column + 1}`);
  if (columns.every((column) => column.every(isConstant))) {
    const rows = nodes.map((row, r) =>
      row.map((node, c): Datum => constantValue(columns[c]?.[r] as Expression, node.position)),
    );
    const fields = columns.map((column, c) => ({
      name: names[c] as string,
      type: (column[0] as Expression).type,
      nullable: rows.some((row) => row[c] === null),
    }));
    return { kind: 'values', rows, fields };
  }
  const all = nodes.map((_, r) =>
    projectPlan(
      row,
      columns.map((column) => column[r] as Expression),
      names,
    ),
  );
  return all.length === 1 ? (all[0] as LogicalPlan) : unionPlan(all);
}

/** VALUES with an ORDER BY, a LIMIT or a WITH of its own, as a SELECT from the bare rows. */
export function valuesAsSelect(query: ValuesNode): SelectNode {
  const { position, rows, ...frame } = query;
  const bare: ValuesNode = {
    ...query,
    with: [],
    orderBy: [],
    limit: null,
    offset: null,
    withTies: false,
    emit: null,
  };
  const from: RelationNode = {
    kind: 'subquery',
    query: bare,
    lateral: false,
    alias: { name: '*VALUES*', position },
    columns: [],
    position,
  };
  const star: ExpressionNode = { kind: 'star', qualifier: null, position };
  return {
    ...frame,
    kind: 'select',
    distinct: false,
    distinctOn: [],
    items: [{ expression: star, alias: null, position }],
    from,
    where: null,
    groupBy: [],
    groupings: [],
    groupDistinct: false,
    having: null,
    windows: [],
    qualify: null,
    position,
  };
}

/** Whether VALUES stand alone. */
export function isBare({ orderBy, limit, offset }: ValuesNode): boolean {
  return orderBy.length === 0 && limit === null && offset === null;
}
