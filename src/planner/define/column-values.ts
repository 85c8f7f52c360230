import type { StreamDefinition, TableDefinition } from '../../catalog/definition.ts';
import { type Position, SqlError } from '../../common/sql-error.ts';
import type { Field } from '../../data/batch.ts';
import type { Datum } from '../../data/sql-type.ts';
import { parseExpression } from '../../parser/parse.ts';
import { literalOf } from '../bind/coerce.ts';
import type { Expression } from '../expression/expression.ts';
import { mapColumns } from '../expression/map-columns.ts';
import type { LogicalPlan } from '../logical/logical-plan.ts';
import { allColumns, projectPlan } from '../logical/make-plan.ts';
import { defaultValue } from './define-columns.ts';
import { generatedValue } from './define-generated.ts';

type Relation = Pick<
  StreamDefinition | TableDefinition,
  'name' | 'fields' | 'defaults' | 'defaultSql' | 'generated' | 'identity'
>;

/** What a column has where an INSERT gives no value; NULL for one that is generated. */
export function defaultOf(
  relation: Relation,
  column: number,
  parameters: readonly Datum[],
): Expression {
  const field = relation.fields[column] as Field;
  const sql = relation.defaultSql?.[column] ?? null;
  if (sql === null) return literalOf(relation.defaults[column] ?? null, field.type);
  return defaultValue(field.name, parseExpression(sql), field.type, parameters);
}

export function isGenerated({ generated }: Relation, column: number): boolean {
  return (generated?.[column] ?? null) !== null;
}

/**
 * The plan with generated columns computed: the columns of the relation begin at `from`, and those
 * they are computed from are there already.
 */
export function withGenerated(plan: LogicalPlan, relation: Relation, from = 0): LogicalPlan {
  const { generated, fields } = relation;
  if (generated === undefined || generated.every((sql) => sql === null)) return plan;
  const all = allColumns(plan.fields);
  const columns = all.map((column, i) => {
    const sql = generated[i - from] ?? null;
    if (sql === null) return column;
    const value = generatedValue(parseExpression(sql), i - from, fields, { parameters: [] });
    return mapColumns(value, (index) => all[from + index] as Expression);
  });
  return projectPlan(
    plan,
    columns,
    plan.fields.map(({ name }) => name),
  );
}

/** @throws SqlError 428C9 for a value other than DEFAULT where the column makes its own */
export function refuseOwnValue(
  relation: Relation,
  column: number,
  position: Position,
  overriding: boolean,
): void {
  const name = relation.fields[column]?.name ?? '';
  const message = `cannot insert a non-DEFAULT value into column "${name}"`;
  if (isGenerated(relation, column)) {
    const detail = `Column "${name}" is a generated column.`;
    throw new SqlError('428C9', message, { detail, position });
  }
  if (relation.identity?.[column] !== 'always' || overriding) return;
  throw new SqlError('428C9', message, {
    detail: `Column "${name}" is an identity column defined as GENERATED ALWAYS.`,
    hint: 'Use OVERRIDING SYSTEM VALUE to override.',
    position,
  });
}

/** @throws SqlError 428C9 for an UPDATE of a column that makes its own values */
export function refuseUpdate(relation: Relation, column: number, position: Position): void {
  const name = relation.fields[column]?.name ?? '';
  const isIdentity = relation.identity?.[column] === 'always';
  if (!isIdentity && !isGenerated(relation, column)) return;
  const detail = isIdentity
    ? `Column "${name}" is an identity column defined as GENERATED ALWAYS.`
    : `Column "${name}" is a generated column.`;
  throw new SqlError('428C9', `column "${name}" can only be updated to DEFAULT`, {
    detail,
    position,
  });
}
