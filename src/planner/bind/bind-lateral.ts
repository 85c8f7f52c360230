import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import type { Name, RelationNode } from '../../parser/ast.ts';
import { OuterRows } from '../decorrelate/outer-rows.ts';
import { keyEquality } from '../decorrelate/unnested.ts';
import type { Expression } from '../expression/expression.ts';
import { mapColumns } from '../expression/map-columns.ts';
import { connect } from '../logical/connectives.ts';
import { columnOf } from '../logical/make-plan.ts';
import { bindExpression } from './bind-expression.ts';
import { isMissingColumn } from './bind-subquery.ts';
import { aliased, type BoundRelation, namedRelation } from './bound-relation.ts';
import type { QueryContext } from './query-context.ts';
import { SubqueryCollector } from './subquery-collector.ts';

type JoinNode = Extract<RelationNode, { kind: 'join' }>;
type LateralNode = Extract<RelationNode, { kind: 'subquery' }>;

/** The right side of a join that looks at the left one, and by what its rows belong to those of the left. */
export type Lateral = {
  readonly relation: BoundRelation;
  /** Over the columns of both sides; null where it does not look at the left one after all. */
  readonly condition: Expression | null;
};

/** Whether the right side of a join is a LATERAL query. */
export function isLateral(node: RelationNode): node is LateralNode {
  return node.kind === 'subquery' && node.lateral;
}

/**
 * Binds a LATERAL query: like a correlated subquery it runs once for all values that it takes from
 * the left side, and is joined by them. @throws SqlError 42P10 in a right or full join
 */
export function bindLateral(
  { query, alias, columns, position }: LateralNode,
  type: JoinNode['type'],
  left: BoundRelation,
  context: QueryContext,
): Lateral {
  const collector = new SubqueryCollector(context);
  const bound = collector.bind(query, (name) => leftColumn(name, left, context));
  if (bound.variables.size === 0) {
    return { relation: aliased(namedRelation(bound.plan, null), alias, columns), condition: null };
  }
  if (type === 'right' || type === 'full') throw wrongJoin(position);
  const subquery = { ...bound, placeholder: 0, form: 'exists', test: null, position } as const;
  const { plan, keys } = new OuterRows(left.plan).unnest(bound.plan, subquery);
  const width = left.plan.fields.length;
  const conditions = keys.map((key) => {
    const outer = mapColumns(key.outer, (index) => bound.variables.get(index) ?? index);
    const column = columnOf(plan.fields, key.column);
    const inner = { ...column, index: key.column + width } as Expression;
    return keyEquality(key, outer, inner, position);
  });
  const named = aliased(namedRelation(bound.plan, null), alias, columns);
  return { relation: { ...named, plan }, condition: connect('and', conditions) };
}

function leftColumn(name: Name, left: BoundRelation, context: QueryContext): Expression | null {
  try {
    return bindExpression(
      { kind: 'column', name, position: name.position },
      {
        scope: left.scope,
        parameters: context.plan.parameters,
        aggregates: null,
        clause: 'LATERAL',
        clock: false,
        positions: new WeakMap(),
        outer: context.outer ?? null,
      },
    );
  } catch (error) {
    if (isMissingColumn(error)) return null;
    throw error;
  }
}

function wrongJoin(position: Position): SqlError {
  return new SqlError(
    sqlState.invalidColumnReference,
    'invalid reference from a LATERAL query to the left side of its join',
    {
      detail: 'The combining JOIN type must be INNER or LEFT for a LATERAL reference.',
      position,
    },
  );
}
