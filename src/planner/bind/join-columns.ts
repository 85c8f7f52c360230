import { SqlError, sqlState } from '../../common/sql-error.ts';
import { type SqlType, sameType } from '../../data/sql-type.ts';
import { commonType } from '../../functions/conversion.ts';
import type { Identifier } from '../../parser/ast.ts';
import type { Expression } from '../expression/expression.ts';
import { connect, isNull } from '../logical/connectives.ts';
import type { LogicalPlan } from '../logical/logical-plan.ts';
import { allColumns, projectPlan } from '../logical/make-plan.ts';
import type { JoinType } from '../physical/physical-plan.ts';
import { callByName, castTo } from './coerce.ts';
import { resolveColumn } from './resolve-column.ts';
import type { Scope, ScopeColumn } from './scope.ts';

/** What is in sight on both sides of a join, numbered as in its output. */
export type Sides = { readonly left: Scope; readonly right: Scope };

/** Columns that both sides have under one name, and that are equal. */
export type SharedColumn = {
  readonly identifier: Identifier;
  readonly left: ScopeColumn;
  readonly right: ScopeColumn;
};

/** All columns of both sides. */
export function bothSides({ left, right }: Sides): Scope {
  return {
    columns: [...left.columns, ...right.columns],
    tables: [...left.tables, ...right.tables],
    values: [...(left.values ?? []), ...(right.values ?? [])],
    renamed: [...(left.renamed ?? []), ...(right.renamed ?? [])],
  };
}

/** The columns of USING on both sides. @throws SqlError 42703, 42702 */
export function sharedColumns(sides: Sides, using: readonly Identifier[]): readonly SharedColumn[] {
  const twice = using.find(({ name }, i) => using.findIndex((each) => each.name === name) < i);
  if (twice !== undefined) {
    throw new SqlError(
      sqlState.duplicateColumn,
      `column name "${twice.name}" appears more than once in USING clause`,
      { position: twice.position },
    );
  }
  return using.map((identifier) => ({
    identifier,
    left: usedColumn(sides.left, 'left', identifier),
    right: usedColumn(sides.right, 'right', identifier),
  }));
}

/** The columns of a NATURAL join: those that both sides show under one name. */
export function naturalColumns(
  { left, right }: Sides,
  position: Identifier['position'],
): readonly Identifier[] {
  const shown = ({ columns }: Scope): readonly string[] =>
    columns.filter(({ bare, starred }) => bare && starred).map(({ name }) => name);
  const others = new Set(shown(right));
  return [...new Set(shown(left))]
    .filter((name) => others.has(name))
    .map((name) => ({ name, position }));
}

/** That the columns are equal; null for none. */
export function sharedCondition(shared: readonly SharedColumn[]): Expression | null {
  if (shared.length === 0) return null;
  return connect(
    'and',
    shared.map(({ identifier, left, right }) =>
      callByName('=', [columnExpression(left), columnExpression(right)], identifier.position),
    ),
  );
}

/**
 * What is in sight of a join whose columns are shared: they come first and once. Of an outer join
 * they are those of the side that is kept whole; of a full one the first that is not NULL, which a
 * projection computes. The others are reached by their tables only.
 */
export function withSharedColumns(
  plan: LogicalPlan,
  scope: Scope,
  shared: readonly SharedColumn[],
  type: JoinType,
): { readonly plan: LogicalPlan; readonly scope: Scope } {
  const computed: Expression[] = [];
  const names: string[] = [];
  const first = shared.map(({ identifier, ...both }): ScopeColumn => {
    const left = scopedIn(scope, both.left);
    const right = scopedIn(scope, both.right);
    const kept = type === 'right' ? right : left;
    const common = commonType([left.type, right.type]) ?? left.type;
    if (type !== 'full' && sameType(kept.type, common)) return kept;
    const value = mergedValue(left, right, type, common, identifier);
    computed.push(value);
    names.push(identifier.name);
    const { nullable } = value;
    const index = plan.fields.length + computed.length - 1;
    return {
      table: null,
      name: identifier.name,
      index,
      type: common,
      nullable,
      starred: true,
      bare: true,
    };
  });
  const used = new Set(shared.flatMap(({ left, right }) => [left.index, right.index]));
  const rest = scope.columns
    .filter((column) => !first.includes(column))
    .map((column) => (used.has(column.index) ? { ...column, bare: false } : column));
  return {
    plan:
      computed.length === 0
        ? plan
        : projectPlan(
            plan,
            [...allColumns(plan.fields), ...computed],
            [...plan.fields.map(({ name }) => name), ...names],
          ),
    scope: { ...scope, columns: [...first, ...rest] },
  };
}

/** The column as the join's scope has it. */
function scopedIn({ columns }: Scope, { index, name }: ScopeColumn): ScopeColumn {
  const found = columns.find((each) => each.index === index && each.name === name);
  if (found === undefined) throw new Error('assertion failed: a shared column is in sight');
  return found;
}

function mergedValue(
  left: ScopeColumn,
  right: ScopeColumn,
  type: JoinType,
  common: SqlType,
  { position }: Identifier,
): Expression {
  const [a, b] = [left, right].map((column) =>
    castTo(columnExpression(column), common, 'implicit', position),
  ) as [Expression, Expression];
  if (type !== 'full') return type === 'right' ? b : a;
  return {
    kind: 'case',
    branches: [{ when: isNull(a), then: b }],
    otherwise: a,
    type: common,
    nullable: true,
  };
}

function usedColumn(scope: Scope, side: 'left' | 'right', column: Identifier): ScopeColumn {
  const { name, position } = column;
  const found = scope.columns.filter((each) => each.bare && each.name === name);
  if (found.length === 0) {
    throw new SqlError(
      sqlState.undefinedColumn,
      `column "${name}" specified in USING clause does not exist in ${side} table`,
      { position },
    );
  }
  if (found.length > 1) {
    throw new SqlError(
      sqlState.ambiguousColumn,
      `common column name "${name}" appears more than once in ${side} table`,
      { position },
    );
  }
  return resolveColumn(scope, { parts: [name], position });
}

function columnExpression({ index, type, nullable }: ScopeColumn): Expression {
  return { kind: 'column', index, type, nullable };
}
