import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import type { Datum } from '../../data/sql-type.ts';
import type { ExpressionNode } from '../../parser/ast.ts';
import { caseOf } from '../bind/bind-case.ts';
import { bindExpression } from '../bind/bind-expression.ts';
import type { BoundQuery } from '../bind/bound-query.ts';
import { callByName, constantValue, literalOf } from '../bind/coerce.ts';
import { emptyScope } from '../bind/scope.ts';
import { isGenerated, withGenerated } from '../define/column-values.ts';
import type { Expression } from '../expression/expression.ts';
import { isConstant } from '../expression/properties.ts';
import type { LogicalValues } from '../logical/logical-plan.ts';
import { columnOf, projectPlan } from '../logical/make-plan.ts';
import { checkCount, type InsertTarget, rowFor, valueLeftOut } from './insert-target.ts';

type Row = readonly Expression[];

/**
 * The rows of INSERT … VALUES. Constants are computed here; what reads the clock is computed when
 * the plan runs, by a CASE over the number of the row.
 * @throws SqlError 42601, 42804, 23502 and what constants raise
 */
export function insertedRows(
  rows: readonly (readonly ExpressionNode[])[],
  target: InsertTarget,
  parameters: readonly Datum[],
): BoundQuery {
  const [first] = rows;
  const bound = rows.map((nodes): Row => {
    const position = nodes[0]?.position ?? target.position;
    if (nodes.length !== first?.length) {
      throw new SqlError(sqlState.syntaxError, 'VALUES lists must all be the same length', {
        position,
      });
    }
    checkCount(nodes.length, target, nodes[target.columns.length]?.position ?? position);
    const row = rowFor(
      nodes.map((node, i) => ({
        expression: bindValue(node, target, i, parameters),
        position: node.position,
        isDefault: node.kind === 'default',
      })),
      target,
    );
    return row.map((value, column) => computed(value, column, nodes, target));
  });
  return {
    plan: rowsPlan(bound, target),
    hidden: 0,
    order: [],
    limit: null,
    offset: 0,
  };
}

/** The value of the i-th target column. */
function bindValue(
  node: ExpressionNode,
  target: InsertTarget,
  i: number,
  parameters: readonly Datum[],
): Expression {
  const { relation, columns } = target;
  const field = relation.fields[columns[i] ?? -1];
  if (node.kind === 'default' && field !== undefined) {
    return valueLeftOut(target, columns[i] as number);
  }
  return bindExpression(node, {
    scope: emptyScope,
    parameters,
    aggregates: null,
    clause: 'VALUES',
    clock: true,
    positions: new WeakMap(),
  });
}

/** A constant as its value, which the column must take. @throws SqlError 23502 */
function computed(
  expression: Expression,
  column: number,
  nodes: readonly ExpressionNode[],
  { relation, columns, position }: InsertTarget,
): Expression {
  if (!isConstant(expression)) return expression;
  const at = nodes[columns.indexOf(column)]?.position ?? position;
  const value = constantValue(expression, at);
  const field = relation.fields[column];
  const isOpen = field === undefined || field.nullable || isGenerated(relation, column);
  if (value !== null || isOpen) {
    return literalOf(value, expression.type);
  }
  throw nullViolation(field.name, relation.name, at);
}

function nullViolation(column: string, relation: string, position: Position): SqlError {
  return new SqlError(
    sqlState.notNullViolation,
    `null value in column "${column}" of relation "${relation}" violates not-null constraint`,
    { position },
  );
}

function rowsPlan(rows: readonly Row[], { relation, position }: InsertTarget): BoundQuery['plan'] {
  const { fields } = relation;
  const number = fields.length;
  const values: LogicalValues = {
    kind: 'values',
    rows: rows.map((row, i) => [
      ...row.map((each) => (each.kind === 'literal' ? each.value : null)),
      i,
    ]),
    fields: [
      ...fields.map((field, column) => ({
        ...field,
        nullable: field.nullable || rows.some((row) => row[column]?.kind !== 'literal'),
      })),
      { name: 'row', type: { kind: 'integer' }, nullable: false },
    ],
  };
  const rowNumber = columnOf(values.fields, number);
  const columns = fields.map((_, column) => {
    const same = rows[0]?.[column] as Expression;
    if (same.kind !== 'literal' && rows.every((row) => row[column] === same)) return same;
    const branches = rows.flatMap((row, i) => {
      const then = row[column] as Expression;
      if (then.kind === 'literal') return [];
      const wanted = literalOf(i, { kind: 'integer' });
      return [{ when: callByName('=', [rowNumber, wanted], position), then }];
    });
    return caseOf(branches, columnOf(values.fields, column));
  });
  const plan = projectPlan(
    values,
    columns,
    fields.map(({ name }) => name),
  );
  return withGenerated(plan, relation);
}
