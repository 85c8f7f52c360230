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
import { bindTableFunction } from './bind-table-function.ts';
import { aliased, type BoundRelation, namedRelation } from './bound-relation.ts';
import { Correlation } from './correlation.ts';
import type { QueryContext } from './query-context.ts';

type JoinNode = Extract<RelationNode, { kind: 'join' }>;
type LateralNode = Extract<RelationNode, { kind: 'subquery' | 'tableFunction' | 'join' }>;
type BindRelation = (node: RelationNode, context: QueryContext) => BoundRelation;

/** The right side of a join that looks at the left one, and by what its rows belong to those of the left. */
export type Lateral = {
  readonly relation: BoundRelation;
  /** Over the columns of both sides; null where it does not look at the left one after all. */
  readonly condition: Expression | null;
};

/**
 * Whether the right side of a join is a LATERAL query, or a function, which always is one, or joins
 * with such a part: it sees what stands left of the whole, too.
 */
export function isLateral(node: RelationNode): node is LateralNode {
  if (node.kind === 'join') return isLateral(node.left) || isLateral(node.right);
  return node.kind === 'tableFunction' || (node.kind === 'subquery' && node.lateral);
}

/**
 * Binds a LATERAL query: like a correlated subquery it runs once for all values that it takes from
 * the left side, and is joined by them. @throws SqlError 42P10 in a right or full join
 */
export function bindLateral(
  node: LateralNode,
  type: JoinNode['type'],
  left: BoundRelation,
  context: QueryContext,
  bindRelation: BindRelation,
): Lateral {
  const { position } = node;
  const counter = context.outer?.counter ?? { next: 0 };
  const correlation = new Correlation((name) => leftColumn(name, left, context), counter);
  const inner = { ...context, depth: context.depth + 1, outer: correlation };
  const named = bindRight(node, inner, bindRelation);
  const { variables } = correlation;
  if (variables.size === 0) return { relation: named, condition: null };
  if (type === 'right' || type === 'full') throw wrongJoin(position);
  const bound = { plan: named.plan, variables };
  const subquery = { ...bound, placeholder: 0, form: 'exists', test: null, position } as const;
  const { plan, keys } = new OuterRows(left.plan).unnest(bound.plan, subquery);
  const width = left.plan.fields.length;
  const conditions = keys.map((key) => {
    const outer = mapColumns(key.outer, (index) => bound.variables.get(index) ?? index);
    const column = columnOf(plan.fields, key.column);
    const inner = { ...column, index: key.column + width } as Expression;
    return keyEquality(key, outer, inner, position);
  });
  return { relation: { ...named, plan }, condition: connect('and', conditions) };
}

function bindRight(
  node: LateralNode,
  context: QueryContext,
  bindRelation: BindRelation,
): BoundRelation {
  if (node.kind === 'join') return bindRelation(node, context);
  if (node.kind === 'tableFunction') return bindTableFunction(node, context);
  const plan = context.bindSubquery(node.query, context);
  return aliased(namedRelation(plan, null), node.alias, node.columns);
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
