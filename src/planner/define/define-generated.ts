import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import type { Field } from '../../data/batch.ts';
import { typeName } from '../../data/sql-type.ts';
import type { ColumnDefinition, ExpressionNode } from '../../parser/ast.ts';
import { canonical } from '../../parser/print/canonical.ts';
import type { PlanContext } from '../api.ts';
import { assignTo } from '../bind/assign.ts';
import { bindExpression } from '../bind/bind-expression.ts';
import { namedRelation } from '../bind/bound-relation.ts';
import { asCondition } from '../bind/coerce.ts';
import type { Expression } from '../expression/expression.ts';
import { columnsOf, isImmutable } from '../expression/properties.ts';

type Context = Pick<PlanContext, 'parameters'>;

/** By column the text of GENERATED ALWAYS AS; null for others. @throws SqlError 42P17, 42804, 42601 */
export function defineGenerated(
  columns: readonly ColumnDefinition[],
  fields: readonly Field[],
  context: Context,
): readonly (string | null)[] {
  return columns.map(({ generated, name, default: value }, i) => {
    if (generated?.kind !== 'stored') return null;
    const { expression, position } = generated;
    if (value !== null) {
      const message = `both default and generation expression specified for column "${name.name}"`;
      throw new SqlError(sqlState.syntaxError, message, { position });
    }
    const bound = generatedValue(expression, i, fields, context);
    if (!isImmutable(bound)) throw invalid('generation expression is not immutable', position);
    const other = columnsOf(bound).find((each) => columns[each]?.generated?.kind === 'stored');
    if (other !== undefined) {
      const used = fields[other]?.name ?? '';
      const message = `cannot use generated column "${used}" in column generation expression`;
      throw invalid(
        message,
        position,
        'A generated column cannot reference another generated column.',
      );
    }
    return canonical.expression(expression);
  });
}

/** The expression of a generated column over the columns of its relation, as the column takes it. @throws SqlError 42804 */
export function generatedValue(
  node: ExpressionNode,
  column: number,
  fields: readonly Field[],
  { parameters }: Context,
): Expression {
  const { name, type } = fields[column] as Field;
  const bound = overRow(node, fields, parameters, 'column generation expressions');
  return assignTo(bound, type, node.position, (from) => {
    return `column "${name}" is of type ${typeName(type)} but default expression is of type ${typeName(from)}`;
  });
}

/** A condition over the columns of a relation, as CHECK has it. @throws SqlError 42804 */
export function checkCondition(
  node: ExpressionNode,
  fields: readonly Field[],
  table: string,
  { parameters }: Context,
): Expression {
  const bound = overRow(node, fields, parameters, 'check constraints', table);
  return asCondition(bound, 'CHECK', node.position);
}

function overRow(
  node: ExpressionNode,
  fields: readonly Field[],
  parameters: PlanContext['parameters'],
  clause: string,
  table: string | null = null,
): Expression {
  const { scope } = namedRelation({ kind: 'values', rows: [], fields }, table);
  return bindExpression(node, {
    scope,
    parameters,
    aggregates: null,
    clause,
    clock: true,
    positions: new WeakMap(),
  });
}

function invalid(message: string, position: Position, detail?: string): SqlError {
  return new SqlError(sqlState.invalidObjectDefinition, message, { detail, position });
}
