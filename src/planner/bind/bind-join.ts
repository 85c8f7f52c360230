import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import type { Datum } from '../../data/sql-type.ts';
import type { Identifier, RelationNode } from '../../parser/ast.ts';
import type { Expression } from '../expression/expression.ts';
import { connect } from '../logical/connectives.ts';
import { joinPlan } from '../logical/make-plan.ts';
import { bindExpression } from './bind-expression.ts';
import type { BoundRelation } from './bound-relation.ts';
import { asCondition, callByName } from './coerce.ts';
import { resolveColumn } from './resolve-column.ts';
import type { Scope, ScopeColumn } from './scope.ts';

type JoinRelation = Extract<RelationNode, { kind: 'join' }>;

/** Joins two relations of a FROM clause. @throws SqlError 0A000 for outer joins, 42712, 42703 */
export function bindJoin(
  node: JoinRelation,
  left: BoundRelation,
  right: BoundRelation,
  parameters: readonly Datum[],
): BoundRelation {
  if (node.type !== 'inner' && node.type !== 'cross') throw outerJoin(node);
  checkNames(left.scope, right.scope, node.position);
  const width = left.plan.fields.length;
  const shifted = right.scope.columns.map((column) => ({ ...column, index: column.index + width }));
  const sides: Sides = {
    left: left.scope,
    right: { ...right.scope, columns: shifted },
  };
  const merged = node.using === null ? bothSides(sides) : usingScope(sides, node.using);
  const condition =
    node.using === null ? onCondition(node, merged, parameters) : usingCondition(sides, node.using);
  const plan = joinPlan(left.plan, right.plan, {
    leftKeys: [],
    rightKeys: [],
    condition,
    position: node.position,
  });
  const windowColumns = [
    ...left.windowColumns,
    ...right.windowColumns.map((column) => column + width),
  ];
  return { plan, scope: merged, windowColumns };
}

type Sides = { readonly left: Scope; readonly right: Scope };

function bothSides({ left, right }: Sides): Scope {
  return {
    columns: [...left.columns, ...right.columns],
    tables: [...left.tables, ...right.tables],
    renamed: [...(left.renamed ?? []), ...(right.renamed ?? [])],
  };
}

/** The columns of USING come first and once; those of the right side are reached by their table only. */
function usingScope(sides: Sides, using: readonly Identifier[]): Scope {
  const used = using.map(({ name }) => name);
  const isUsed = ({ name, bare }: ScopeColumn): boolean => bare && used.includes(name);
  const { columns, ...names } = bothSides(sides);
  const first = using.map((each) => usedColumn(sides.left, 'left', each));
  const rest = columns.filter((column) => !first.includes(column));
  return {
    columns: [
      ...first,
      ...rest.map((column) => (isUsed(column) ? { ...column, bare: false } : column)),
    ],
    ...names,
  };
}

function usingCondition({ left, right }: Sides, using: readonly Identifier[]): Expression {
  return connect(
    'and',
    using.map((each) => {
      const sides = [usedColumn(left, 'left', each), usedColumn(right, 'right', each)];
      return callByName('=', sides.map(columnExpression), each.position);
    }),
  );
}

function usedColumn(scope: Scope, side: 'left' | 'right', column: Identifier): ScopeColumn {
  const { name, position } = column;
  if (!scope.columns.some((each) => each.bare && each.name === name)) {
    throw new SqlError(
      sqlState.undefinedColumn,
      `column "${name}" specified in USING clause does not exist in ${side} table`,
      { position },
    );
  }
  return resolveColumn(scope, { parts: [name], position });
}

function columnExpression({ index, type, nullable }: ScopeColumn): Expression {
  return { kind: 'column', index, type, nullable };
}

function onCondition(
  { on }: JoinRelation,
  scope: Scope,
  parameters: readonly Datum[],
): Expression | null {
  if (on === null) return null;
  const bound = bindExpression(on, {
    scope,
    parameters,
    aggregates: null,
    clause: 'JOIN conditions',
    clock: false,
    positions: new WeakMap(),
  });
  return asCondition(bound, 'JOIN/ON', on.position);
}

function checkNames(left: Scope, right: Scope, position: Position): void {
  const twice = left.tables.find((table) => right.tables.includes(table));
  if (twice === undefined) return;
  throw new SqlError(sqlState.duplicateAlias, `table name "${twice}" specified more than once`, {
    hint: `Give one of them another name: "${twice}" AS ….`,
    position,
  });
}

function outerJoin({ type, position }: JoinRelation): SqlError {
  return new SqlError(
    sqlState.featureNotSupported,
    `${type.toUpperCase()} JOIN is not supported yet`,
    { hint: 'JOIN works, which leaves out rows without a partner.', position },
  );
}
